// SPDX-License-Identifier: Apache-2.0
#include "monitoring/log_follower.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include "flaky_host.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sys/stat.h>

using namespace aifactory;
using namespace aifactory::monitoring;

namespace {

/// A log, its reader, and a writer that acts at chosen moments: `script` is called instead of each pause.
struct Bench {
  TemporaryDirectory folder;
  std::string path = (folder.path() / "it's a log.out").string();
  test::FlakyHost host;
  LogOptions options{.path = path, .follow = true};
  std::string printed;
  std::vector<std::string> notices;
  std::vector<Milliseconds> pauses;
  std::deque<std::function<void()>> script;
  bool over = true;

  void append(std::string_view text) { std::ofstream(path, std::ios::app | std::ios::binary) << text; }
  void write_new(std::string_view text) { std::ofstream(path, std::ios::trunc | std::ios::binary) << text; }

  void run() {
    const LogCallbacks callbacks{.sink = [this](std::string_view bytes) { printed += bytes; },
                                 .notice = [this](std::string_view text) { notices.emplace_back(text); },
                                 .ended = [this] { return over && script.empty(); }};
    LogFollower(host, options, callbacks, pacing()).run();
  }

  Pacing pacing() {
    return {.sleep =
                [this](Milliseconds pause) {
                  pauses.push_back(pause);
                  if (pauses.size() > 5000) throw std::runtime_error("never ends");
                  if (script.empty()) return;
                  const auto act = script.front();
                  script.pop_front();
                  act();
                },
            .random = [] { return 0.5; }};
  }
};

std::string lines(int first, int last) {
  std::string text;
  for (int i = first; i <= last; ++i)
    text += "line " + std::to_string(i) + "\n";
  return text;
}

ErrorKind failure_of(Bench& bench) {
  try {
    bench.run();
  } catch (const Error& error) {
    return error.kind();
  }
  FAIL("no error");
  return ErrorKind::bug;
}

}  // namespace

TEST_CASE("log: the file as it is, bytes untouched") {
  using namespace std::string_literals;
  Bench bench;
  const auto text = GENERATE(""s, "one\n"s, "no newline"s, "a\0b\r\xFF\xFE\x1b[31m\n"s, std::string(300'000, 'x'));
  bench.write_new(text);
  bench.options.follow = GENERATE(false, true);
  bench.run();
  CHECK(bench.printed == text);
  CHECK(bench.notices.empty());
}

TEST_CASE("log: follows what is appended, then ends by itself") {
  Bench bench;
  bench.write_new("a\n");
  bench.script = {[&] { bench.append("b\n"); }, [] {}, [&] { bench.append("c"); }, [&] { bench.append("d\n"); }};
  bench.run();
  CHECK(bench.printed == "a\nb\ncd\n");
  CHECK(bench.notices.empty());
}

TEST_CASE("log: what comes late after the end is still read") {
  Bench bench;
  bench.write_new("a\n");
  int asked = 0;
  const LogCallbacks callbacks{.sink = [&](std::string_view bytes) { bench.printed += bytes; },
                               .notice = {},
                               .ended = [&] { return ++asked > 0; }};
  bench.script = {[] {}, [&] { bench.append("b\n"); }, [&] { bench.append("c\n"); }};
  LogFollower(bench.host, bench.options, callbacks, bench.pacing()).run();
  CHECK(bench.printed == "a\nb\nc\n");
  CHECK(asked == 1);
}

TEST_CASE("log: waits for the file") {
  Bench bench;
  bench.script = {[] {}, [&] { bench.append("late\n"); }};
  bench.run();
  CHECK(bench.printed == "late\n");
  REQUIRE(bench.notices.size() == 1);
  CHECK(bench.notices[0].find("waiting for") == 0);
}

TEST_CASE("log: a job that never wrote one") {
  Bench bench;
  bench.run();
  CHECK(bench.printed.empty());
  bench.options.follow = false;
  CHECK(failure_of(bench) == ErrorKind::no_input);
}

TEST_CASE("log: not a file") {
  Bench bench;
  std::filesystem::create_directory(bench.path);
  CHECK(failure_of(bench) == ErrorKind::not_permitted);
  std::filesystem::remove(bench.path);
  REQUIRE(mkfifo(bench.path.c_str(), 0600) == 0);
  CHECK(failure_of(bench) == ErrorKind::not_permitted);
}

TEST_CASE("log: cut at every possible place, nothing is lost or doubled") {
  const auto text = lines(1, 5);
  const std::size_t header_at_most = 50;
  for (std::size_t cut = 0; cut < text.size() + header_at_most; ++cut) {
    Bench bench;
    bench.write_new(text);
    bench.options.follow = false;
    bench.host.cuts = {cut, cut + 7};
    bench.run();
    REQUIRE(sha256_hex(bench.printed) == sha256_hex(text));
  }
}

TEST_CASE("log: seeded cuts while it grows") {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    std::mt19937 random{seed};
    Bench bench;
    std::string all;
    for (int step = 0; step < 20; ++step) {
      bench.host.cuts.emplace_back(random() % 60'000);
      bench.script.emplace_back([&bench, &all, &random] {
        std::string piece(random() % 40'000, '\0');
        for (auto& c : piece)
          c = static_cast<char>(random());
        all += piece;
        bench.append(piece);
      });
    }
    bench.run();
    INFO("seed " << seed);
    REQUIRE(sha256_hex(bench.printed) == sha256_hex(all));
  }
}

TEST_CASE("log: a lost connection is tried again, ever more patiently") {
  Bench bench;
  bench.write_new("a\n");
  bench.host.cuts = {std::nullopt, 0, 0, 0, 0, 0, 0, 0};
  bench.over = false;
  bench.options.pause = Milliseconds{1};
  for (int i = 0; i < 9; ++i)
    bench.script.emplace_back([&bench, i] { bench.over = i == 8; });
  bench.run();
  CHECK(bench.printed == "a\n");
  REQUIRE(bench.pauses.size() >= 8);
  const std::vector<Milliseconds> expected{Milliseconds{1000}, Milliseconds{2000},  Milliseconds{4000},
                                           Milliseconds{8000}, Milliseconds{16000}, Milliseconds{30000},
                                           Milliseconds{30000}};
  CHECK(std::vector(bench.pauses.begin() + 1, bench.pauses.begin() + 8) == expected);
  REQUIRE(bench.notices.size() == 2);
  CHECK(bench.notices[0] == "the connection is lost; trying again from byte 2");
  CHECK(bench.notices[1] == "test-host answers again");
}

TEST_CASE("log: without following, a line that stays dead is an error") {
  Bench bench;
  bench.write_new("a\n");
  bench.options.follow = false;
  bench.host.cuts = {0, 0, 0, 0, 0, 0};
  CHECK(failure_of(bench) == ErrorKind::try_again);
  CHECK(bench.host.started == 3);
}

TEST_CASE("log: replaced, emptied, or written anew") {
  Bench bench;
  bench.write_new(lines(1, 5));
  const auto rewrite = GENERATE(0, 1, 2);
  bench.script = {[&] {
    if (rewrite == 0) {
      std::filesystem::rename(bench.path, bench.path + ".old");
      bench.write_new(lines(1, 7));
    } else {
      bench.write_new(rewrite == 1 ? lines(8, 8) : lines(11, 90));
    }
  }};
  bench.run();
  const auto second = rewrite == 0 ? lines(1, 7) : rewrite == 1 ? lines(8, 8) : lines(11, 90);
  CHECK(bench.printed == lines(1, 5) + second);
  REQUIRE(bench.notices.size() == 1);
  CHECK(bench.notices[0].find("replaced or emptied after byte 35") != std::string::npos);
}

TEST_CASE("log: the last lines, then on from there") {
  struct Case {
    std::string text;
    std::uint64_t tail;
    std::string expected;
  };
  const auto [text, tail, expected] = GENERATE(
      Case{lines(1, 9), 2, lines(8, 9)}, Case{lines(1, 9), 0, ""}, Case{lines(1, 9), 9, lines(1, 9)},
      Case{lines(1, 9), 1000, lines(1, 9)}, Case{"a\nb\nc", 2, "b\nc"}, Case{"", 5, ""}, Case{"\n\n\n", 2, "\n\n"},
      Case{lines(1, 30'000), 3, lines(29'998, 30'000)}, Case{lines(1, 30'000), 20'000, lines(10'001, 30'000)},
      Case{"x\n" + std::string(200'000, 'y'), 2, "x\n" + std::string(200'000, 'y')});
  Bench bench;
  bench.write_new(text);
  bench.options.tail_lines = tail;
  bench.host.cuts = {GENERATE(std::optional<std::size_t>{}, std::optional<std::size_t>{40})};
  bench.script = {[] {}, [&] { bench.append("more\n"); }};
  bench.run();
  CHECK(bench.printed == expected + "more\n");
}

TEST_CASE("log: on hosts with another stat, or none") {
  Bench bench;
  bench.host.prelude =
      GENERATE("stat() { return 1; }\n", "stat() { case \"$*\" in *' -') return 1 ;; esac; command stat \"$@\"; }\n");
  bench.write_new(lines(1, 9));
  bench.options.tail_lines = 2;
  bench.script = {[&] { bench.append("more\n"); }, [&] { bench.write_new("anew\n"); }};
  bench.run();
  CHECK(bench.printed == lines(8, 9) + "more\nanew\n");
}

TEST_CASE("log: a host whose commands fail is given up, with what they said") {
  Bench bench;
  bench.write_new("a\n");
  bench.host.prelude = GENERATE("tail() { echo 'tail: disk on fire' >&2; return 1; }\n", "head() { return 1; }\n");
  bench.over = false;
  CHECK(failure_of(bench) == ErrorKind::io);
  CHECK(bench.host.started == 5);
}

TEST_CASE("log: whoever takes the bytes may fail, and is not called again") {
  Bench bench;
  bench.write_new("a\n");
  int calls = 0;
  const LogCallbacks callbacks{.sink =
                                   [&](std::string_view) {
                                     ++calls;
                                     throw Error{{.kind = ErrorKind::try_again, .what = "pipe closed"}};
                                   },
                               .notice = {},
                               .ended = [] { return false; }};
  CHECK_THROWS_AS(LogFollower(bench.host, bench.options, callbacks, bench.pacing()).run(), Error);
  CHECK(calls == 1);
}

TEST_CASE("log: asking whether the job has ended may fail for a while") {
  Bench bench;
  bench.write_new("a\n");
  int asked = 0;
  const LogCallbacks callbacks{.sink = [&](std::string_view bytes) { bench.printed += bytes; },
                               .notice = {},
                               .ended =
                                   [&] {
                                     if (++asked < 4) throw Error{{.kind = ErrorKind::try_again, .what = "busy"}};
                                     return true;
                                   }};
  LogFollower(bench.host, bench.options, callbacks, bench.pacing()).run();
  CHECK(bench.printed == "a\n");
  CHECK(asked == 4);
}

TEST_CASE("back-off: doubles up to half a minute, with chance") {
  CHECK(back_off(1, 0.5) == Milliseconds{1000});
  CHECK(back_off(1, 0) == Milliseconds{750});
  CHECK(back_off(1, 1) == Milliseconds{1250});
  CHECK(back_off(5, 0.5) == Milliseconds{16'000});
  CHECK(back_off(6, 0.5) == Milliseconds{30'000});
  CHECK(back_off(1'000'000, 0.5) == Milliseconds{30'000});
  CHECK(back_off(0, 0.5) == Milliseconds{1000});
}
