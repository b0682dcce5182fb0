// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/progress.hpp"

#include "aifactory/base/text.hpp"

#include "output/progress_line.hpp"
#include "support/catch.hpp"
#include "unit/output/streams.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <iostream>
#include <limits>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace aifactory;
using namespace aifactory::output;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30;

ProgressFacts sample() {
  return {.title = "corpus",
          .phase = {},
          .files = 413,
          .total_files = 5000,
          .bytes = gib / 100 * 122,
          .total_bytes = 2 * gib,
          .bytes_per_second = 84.0 * 1024 * 1024};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

}  // namespace

TEST_CASE("a bar keeps to the width that the terminal has now") {
  winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
  int screen = -1, line = -1;
  REQUIRE(::openpty(&screen, &line, nullptr, nullptr, &size) == 0);
  const int before = ::dup(STDERR_FILENO);
  const auto drawn = [&](Progress& progress, std::string_view phase) {
    ::dup2(line, STDERR_FILENO);
    progress.phase(phase);
    ::dup2(before, STDERR_FILENO);
    std::string text(1000, '\0');
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(screen, text.data(), text.size()), 0)));
    return display_width(text.substr(1, text.find("\x1b[K") - 1));
  };
  {
    Progress progress({.result = {.out = &std::cout}, .talk = {.out = &std::cerr, .terminal = true}}, Format::table,
                      "t");
    progress.plan(10, 1000);
    CHECK(drawn(progress, "one") > 40);
    size.ws_col = 30;
    ::ioctl(screen, TIOCSWINSZ, &size);
    CHECK(drawn(progress, "two") < 30);
    ::dup2(line, STDERR_FILENO);
  }
  ::dup2(before, STDERR_FILENO);
  for (const int fd : {screen, line, before})
    ::close(fd);
}

TEST_CASE("a line tells share, bytes, rate, time left, files") {
  CHECK(progress_line(sample(), 80) ==
        "corpus  ━━━━━━━━━──────   60%  1.2/2.0 GiB  84 MiB/s  10s left  413/5,000 files");
  CHECK(progress_sentence(sample()) == "corpus  60%  1.2/2.0 GiB  84 MiB/s  10s left  413/5,000 files");
  ProgressFacts ascii = sample();
  ascii.alphabet = Alphabet::ascii;
  CHECK(progress_line(ascii, 80) == "corpus  =========------   60%  1.2/2.0 GiB  84 MiB/s  10s left  413/5,000 files");
}

TEST_CASE("a line is always narrower than the terminal") {
  ProgressFacts facts = sample();
  for (const auto* title : {"", "corpus", "東京東京東京東京東京東京", "\x1b[31m long long long long long long long"}) {
    facts.title = title;
    for (std::size_t columns = 0; columns < 150; ++columns)
      REQUIRE(display_width(progress_line(facts, columns)) <= (columns == 0 ? 0 : columns - 1));
  }
}

TEST_CASE("without a total there is no bar and no share") {
  const ProgressFacts facts = {.title = "corpus", .phase = "checking", .bytes = 0};
  CHECK(progress_line(facts, 80) == "corpus: checking");
}

TEST_CASE("100% is said only at the end, and more than all is all") {
  ProgressFacts facts = sample();
  facts.bytes = facts.total_bytes - 1;
  CHECK(progress_line(facts, 80).find(" 99%") != std::string::npos);
  facts.bytes = facts.total_bytes;
  CHECK(progress_line(facts, 80).find("100%") != std::string::npos);
  CHECK(progress_line(facts, 80).find("left") == std::string::npos);
  facts.bytes = std::numeric_limits<std::uint64_t>::max();
  facts.bytes_per_second = 1e300;
  CHECK(progress_line(facts, 80).find("100%") != std::string::npos);
  const ProgressFacts empty_files = {.title = "t", .phase = {}, .files = 1, .total_files = 2};
  CHECK(progress_line(empty_files, 80).find(" 50%") != std::string::npos);
}

TEST_CASE("the rate is smooth and follows") {
  RateMeter meter;
  const RateMeter::Clock::time_point start{};
  meter.add(0, start);
  CHECK_FALSE(meter.bytes_per_second());
  meter.add(50, start + 100ms);  // too soon to tell
  CHECK_FALSE(meter.bytes_per_second());
  for (int i = 1; i <= 10; ++i)
    meter.add(static_cast<std::uint64_t>(i) * 1000, start + i * 1s);
  CHECK(std::abs(*meter.bytes_per_second() - 1000) < 1);
  meter.add(10'000, start + 11s);
  CHECK(*meter.bytes_per_second() > 500);
  meter.add(10'000, start + 60s);
  CHECK(*meter.bytes_per_second() < 1);
}

TEST_CASE("on a terminal the bar is redrawn ten times a second at most and cleaned away") {
  Streams streams = Streams::of_people(80);
  {
    Progress progress(streams.terminal, Format::table, "corpus");
    progress.plan(10, 1000);
    for (int i = 0; i < 1000; ++i)
      progress.move(0, static_cast<std::uint64_t>(i), Progress::Clock::time_point{} + i * 1ms);
  }
  CHECK(count(streams.talk.str(), "corpus") == 10);
  CHECK(streams.talk.str().ends_with("\r\x1b[K"));
  CHECK(streams.result.str().empty());
}

TEST_CASE("in a log there is a line every ten seconds") {
  Streams streams;
  Progress progress(streams.terminal, Format::json, "corpus");
  progress.plan(10, 1000);
  for (int i = 0; i <= 35; ++i)
    progress.move(0, static_cast<std::uint64_t>(i), Progress::Clock::time_point{} + i * 1s);
  progress.finish();
  CHECK(split_lines(streams.talk.str()).size() == 3);
  CHECK(streams.result.str().empty());
}

TEST_CASE("with JSON Lines there is an event a second, and it never moves back") {
  Streams streams;
  Progress progress(streams.terminal, Format::jsonl, "corpus");
  progress.plan(10, 1000);
  progress.move(5, 500, Progress::Clock::time_point{});
  progress.move(4, 400, Progress::Clock::time_point{} + 500ms);
  progress.move(4, 400, Progress::Clock::time_point{} + 1s);
  progress.finish();
  const auto lines = split_lines(streams.result.str());
  REQUIRE(lines.size() == 3);
  for (const std::string& line : lines) {
    const auto event = nlohmann::json::parse(line);
    CHECK(event.at("event") == "progress");
    CHECK(event.at("bytes") == 500);
    CHECK(event.at("files") == 5);
    CHECK(event.at("total_bytes") == 1000);
  }
  CHECK(streams.talk.str().empty());
}

TEST_CASE("quiet is quiet, and lost readers stop nothing") {
  Streams streams = Streams::of_people(80);
  streams.terminal.quiet = true;
  {
    Progress progress(streams.terminal, Format::jsonl, "corpus");
    progress.plan(1, 1);
    progress.phase("sending");
    progress.move(1, 1);
    progress.finish();
  }
  CHECK(streams.talk.str() + streams.result.str() == "");

  Streams broken;
  broken.result.setstate(std::ios::badbit);
  Progress progress(broken.terminal, Format::jsonl, "corpus");
  CHECK_NOTHROW(progress.move(1, 1));
}
