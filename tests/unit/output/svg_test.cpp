// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/svg.hpp"

#include "aifactory/output/open_metrics.hpp"

#include "support/catch.hpp"

#include <cmath>

using namespace aifactory::output;

TEST_CASE("thinned: short curves stay, long ones keep ends, extremes and gaps") {
  const auto at = [](std::size_t i) {
    return std::pair(static_cast<double>(i), std::sin(static_cast<double>(i) / 1000));
  };
  CHECK(thinned("a", 10, at).x.size() == 10);
  const Curve curve = thinned(
      "a", 100'000,
      [&](std::size_t i) {
        auto place = at(i);
        if (i == 31'234) place.second = 99;
        if (i == 70'000) place.second = NAN;
        return place;
      },
      500);
  CHECK(curve.x.size() <= 2500);
  CHECK(curve.x.front() == 0);
  CHECK(curve.x.back() == 99'999);
  CHECK(std::find(curve.y.begin(), curve.y.end(), 99) != curve.y.end());
  CHECK(std::any_of(curve.y.begin(), curve.y.end(), [](double y) { return std::isnan(y); }));
  CHECK(std::is_sorted(curve.x.begin(), curve.x.end()));
  CHECK(thinned("none", 0, at).x.empty());
  CHECK(thinned("nan", 50'000, [](std::size_t) { return std::pair(NAN, 1.0); }).x.empty());
}

TEST_CASE("svg: names are escaped, gaps break the line, nothing is loaded") {
  const Curve hostile{
      .name = "<script>alert(\"1\")</script>\x1b[31m", .x = {0, 1, 2, 3, 4, 5, 6}, .y = {1, 2, NAN, 4, 5, NAN, 6}};
  const std::string svg = svg_plot(std::span(&hostile, 1), {.title = "a&b'c"});
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(svg.find("&lt;script&gt;") != std::string::npos);
  CHECK(svg.find("a&amp;b&#39;c") != std::string::npos);
  CHECK(svg.find('\x1b') == std::string::npos);
  const auto path = svg.find("<path d=\"M");
  REQUIRE(path != std::string::npos);
  CHECK(svg.find('M', path + 10) < svg.find("\" stroke", path));                    // a second piece
  CHECK(svg.find("<path d=\"M696.0 34.0h.01\" class=\"p\"") != std::string::npos);  // the last stands alone
  CHECK(svg.find("http") == svg.find("http://www.w3.org/2000/svg"));
  const Curve some{.name = "some", .x = {0, 1}, .y = {-1, 2}};
  CHECK(svg_plot(std::span(&some, 1), {.y_scale = Scale::logarithmic}).find("some: 2  not all above 0") !=
        std::string::npos);
  CHECK(svg_plot({}, {.title = "none"}).find("nothing to plot") != std::string::npos);
  const std::vector<std::string> two{svg, svg};
  CHECK(svg_document(two).find("<svg y=\"") != std::string::npos);
}

TEST_CASE("svg: a title is no wider than the picture") {
  const Curve curve{.name = "c", .x = {0, 1}, .y = {1, 2}};
  const auto svg = svg_plot(std::span(&curve, 1), {.title = std::string(500, 'W'), .width = 400});
  CHECK(svg.find(std::string(36, 'W')) != std::string::npos);
  CHECK(svg.find(std::string(37, 'W') + "</text>") == std::string::npos);
  CHECK(svg.find("…</text>") != std::string::npos);
}

TEST_CASE("open metrics: families together, escaped, ended") {
  const std::vector<Sample> samples{
      {"b_bytes", {{"run", "a\\b\"c\nd"}}, 1.5}, {"a_ratio", {}, NAN}, {"b_bytes", {}, INFINITY}};
  CHECK(open_metrics(samples, {{"a_ratio", "Part\nof it."}}) ==
        "# TYPE a_ratio gauge\n# HELP a_ratio Part\\nof it.\na_ratio NaN\n"
        "# TYPE b_bytes gauge\nb_bytes{run=\"a\\\\b\\\"c\\nd\"} 1.5\nb_bytes +Inf\n# EOF\n");
  CHECK(open_metrics({}, {}) == "# EOF\n");
}
