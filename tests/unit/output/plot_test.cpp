// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/plot.hpp"

#include "aifactory/base/text.hpp"

#include "output/axis.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cmath>
#include <limits>

using namespace aifactory;
using namespace aifactory::output;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Curve curve(std::string name, std::vector<double> y) {
  Curve made{std::move(name), {}, std::move(y)};
  for (std::size_t i = 0; i < made.y.size(); ++i)
    made.x.push_back(static_cast<double>(i));
  return made;
}

std::string drawn(const std::vector<Curve>& curves, const PlotOptions& options = {}) {
  return plot(curves, options);
}

void check_fits(const std::string& text, std::size_t columns) {
  for (const std::string& line : split_lines(text))
    CHECK(display_width(line) <= columns);
}

}  // namespace

TEST_CASE("a small plot, dot by dot") {
  CHECK(drawn({curve("loss", {4, 3, 2, 1, 0})}, {.columns = 20, .rows = 7}) ==
        "4 ┤⠑⠢⢄⡀\n"
        "  │   ⠈⠉⠒⠢⠤⣀\n"
        "2 ┤         ⠉⠒⠤⣀\n"
        "0 ┤             ⠉⠒⠤⣀\n"
        "  └─────────────────\n"
        "   0     step      4\n"
        "⣿ loss  last 0  min…\n");
}

TEST_CASE("what cannot be plotted is said") {
  CHECK(drawn({}) == "nothing to plot\n");
  CHECK(drawn({curve("empty", {})}) == "empty  nothing to plot\n");
  CHECK(drawn({curve("nan", {not_a_number, infinity, -infinity})}) == "nan  nothing to plot\n");
  CHECK(drawn({curve("negative", {-1, 0})}, {.y_scale = Scale::logarithmic}) == "negative  nothing to plot\n");
}

TEST_CASE("single points and constants have a place in the middle") {
  for (const auto& values : {std::vector<double>{5}, std::vector<double>{5, 5, 5}, std::vector<double>{-1e300}}) {
    const std::string text = drawn({curve("c", values)}, {.columns = 40, .rows = 8});
    check_fits(text, 40);
    const auto lines = split_lines(text);
    REQUIRE(lines.size() == 8);
    CHECK(lines[2].find_first_of("\xa0\xa1\xa2\xa3") != std::string::npos);  // U+28xx: braille
  }
}

TEST_CASE("what is always zero lies on the ground, and nothing is below it") {
  CHECK(drawn({curve("idle", {0, 0, 0})}, {.columns = 24, .rows = 7}) ==
        "1.0 ┤\n"
        "    │\n"
        "0.5 ┤\n"
        "0.0 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀\n"
        "    └───────────────────\n"
        "     0      step       2\n"
        "⣿ idle  last 0  min 0\n");
  CHECK(widened({0, 0}, Scale::linear).low == 0);
  CHECK(widened({0, 0}, Scale::logarithmic).low < 0);  // a logarithm: always one
  CHECK(std::isfinite(widened({1.7e308, 1.7e308}, Scale::linear).high));
}

TEST_CASE("a single step has whole steps beside it") {
  CHECK(widened_across({0, 0}).low == 0);
  CHECK(widened_across({0, 0}).high == 1);
  CHECK(widened_across({7, 7}).low == 6);
  CHECK(widened_across({7, 7}).high == 8);
  CHECK(widened_across({1e15, 1e15}).high > 1e15);
}

TEST_CASE("a plot is as high and at most as wide as asked for") {
  const Curve wild = curve(std::string(200, 'n') + "\x1b[31m", {1e-300, 1e300, -1e308, 1e308, not_a_number, 0.1});
  for (const std::size_t columns : {20u, 40u, 80u, 200u}) {
    for (const std::size_t rows : {7u, 16u, 50u}) {
      const std::string text = drawn({wild}, {.columns = columns, .rows = rows, .x_title = std::string(300, 't')});
      check_fits(text, columns);
      CHECK(split_lines(text).size() == rows);
      CHECK(text.find('\x1b') == std::string::npos);
    }
  }
}

TEST_CASE("curves have colours, or else panels of their own") {
  const std::vector<Curve> curves = {curve("loss", {3, 2, 1}), curve("accuracy", {0, 0.5, 0.9})};
  const std::string colored = drawn(curves, {.color = true});
  CHECK(colored.find("\x1b[36m⣿\x1b[0m loss  last 1  min 1\n") != std::string::npos);
  CHECK(colored.find("\x1b[33m⣿\x1b[0m accuracy  last 0.9  min 0\n") != std::string::npos);
  CHECK(split_lines(colored).size() == 16);
  const std::string plain = drawn(curves);
  CHECK(plain.find('\x1b') == std::string::npos);
  const auto lines = split_lines(plain);
  REQUIRE(lines.size() == 16);
  CHECK(lines[7] == "⣿ loss  last 1  min 1");
  CHECK(lines[15] == "⣿ accuracy  last 0.9  min 0");
}

TEST_CASE("very many curves do not push the plot off the screen") {
  const std::vector<Curve> curves(80, curve("c", {1, 2}));
  const auto lines = split_lines(drawn(curves, {.color = true}));
  CHECK(lines.size() == 16);
  CHECK(lines.back() == "… and 44 more curves");
}

TEST_CASE("the names of many curves stand beside each other") {
  std::vector<Curve> curves;
  for (int i = 0; i < 7; ++i)
    curves.push_back(curve(std::string(static_cast<std::size_t>(i) + 1, 'n'), {1, 2}));
  const auto lines = split_lines(drawn(curves, {.color = true}));
  CHECK(lines.size() == 16);
  CHECK(lines[13].find("\x1b[36m⣿\x1b[0m n  last 2  min 1        \x1b[33m⣿\x1b[0m nn  last 2  min 1") == 0);
  CHECK(lines[15].find("nnnnnnn  last 2  min 1") != std::string::npos);
}

TEST_CASE("a curve without a number is named") {
  CHECK(drawn({curve("none", {not_a_number, infinity})}) == "none  nothing to plot\n");
  const auto text = drawn({curve("none", {not_a_number}), curve("some", {1, 2})});
  CHECK(text.starts_with("none  nothing to plot\n"));
  CHECK(text.find("some  last 2") != std::string::npos);
}

TEST_CASE("a gap is not bridged") {
  const std::string whole = drawn({curve("c", {0, 1, 1, 1, 1, 0})}, {.columns = 40, .rows = 8});
  const std::string holed = drawn({curve("c", {0, 1, not_a_number, not_a_number, 1, 0})}, {.columns = 40, .rows = 8});
  CHECK(split_lines(whole)[0].size() > split_lines(holed)[0].size());
}

TEST_CASE("minima and maxima survive the reduction") {
  std::vector<double> values(1'000'000, 0.5);
  values[123'456] = 1;
  values[765'432] = 0;
  const Curve big = curve("big", std::move(values));
  const auto lines = split_lines(plot({&big, 1}, {.columns = 80, .rows = 16}));
  CHECK(display_width(lines[0]) > 5);
  CHECK(display_width(lines[12]) > 5);
}

TEST_CASE("a logarithmic axis has powers of ten") {
  const std::string text =
      drawn({curve("c", {1000, 1, 0.001, 0, -5})}, {.columns = 60, .rows = 16, .y_scale = Scale::logarithmic});
  for (const auto* label : {" 1000 ┤", "    1 ┤", "0.001 ┤"})
    CHECK(text.find(label) != std::string::npos);
  CHECK(text.find("last -5  min -5  not all above 0") != std::string::npos);
  CHECK(drawn({curve("c", {1, 2})}, {.y_scale = Scale::logarithmic}).find("above") == std::string::npos);
}

TEST_CASE("an axis has two numbers, at least") {
  const auto found = ticks({0.03, 0.93}, Scale::linear, 4);
  REQUIRE(found.size() == 4);
  CHECK(found[0].label == "0.2");
}

TEST_CASE("ticks are round, inside, told apart and narrow") {
  const std::vector<Range> ranges = {{0, 1},       {0.1234, 0.1235}, {-5, 1e6},    {1e-9, 3e-9},
                                     {1e12, 2e12}, {-1e300, 1e300},  {99.5, 100.5}};
  for (const Range& range : ranges) {
    for (const std::size_t count : {1u, 4u, 12u}) {
      const auto found = ticks(range, Scale::linear, count);
      CHECK(found.size() <= count + 1);
      for (std::size_t i = 0; i < found.size(); ++i) {
        CHECK(found[i].share >= -1e-6);
        CHECK(found[i].share <= 1 + 1e-6);
        CHECK(found[i].label.size() <= 8);
        if (i > 0) CHECK(found[i].label != found[i - 1].label);
      }
    }
  }
  CHECK(number_label(0.000000123456) == "1.23e-07");
  CHECK(number_label(-1.7976e308) == "-2e+308");
}

TEST_CASE("sparklines") {
  const auto spark = [](const std::vector<double>& values, std::size_t columns) { return sparkline(values, columns); };
  CHECK(spark({}, 10).empty());
  CHECK(spark({1, 2}, 0).empty());
  CHECK(spark({0, 1, 2, 3, 4, 5, 6, 7}, 10) == "▁▂▃▄▅▆▇█");
  CHECK(spark({0, 0, 7, 7}, 2) == "▁█");
  CHECK(spark({5, 5}, 10) == "▅▅");
  CHECK(spark({0, not_a_number, 1}, 10) == "▁ █");
  CHECK(spark({not_a_number, infinity}, 10) == "  ");
  CHECK(spark({-1e308, 1e308}, 10) == "▁█");
  CHECK(display_width(spark(std::vector<double>(100'000, 1), 33)) == 33);
}
