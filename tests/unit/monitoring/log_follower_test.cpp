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
#include <map>
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
  LogOptions options{.paths = {path}, .follow = true};
  std::string printed;
  std::vector<std::string> notices;
  std::vector<Milliseconds> pauses;
  std::deque<std::function<void()>> script;
  bool over = true;

  void append(std::string_view text) { std::ofstream(path, std::ios::app | std::ios::binary) << text; }
  void write_new(std::string_view text) { std::ofstream(path, std::ios::trunc | std::ios::binary) << text; }

  void run() {
    const LogCallbacks callbacks{.sink = [this](const LogPiece& piece) { printed += piece.bytes; },
                                 .notice = [this](std::string_view text) { notices.emplace_back(text); },
                                 .ended = [this] { return over && script.empty(); },
                                 .waiting = [this] { notices.emplace_back("waiting"); }};
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
  const LogCallbacks callbacks{.sink = [&](const LogPiece& piece) { bench.printed += piece.bytes; },
                               .notice = {},
                               .ended = [&] { return ++asked > 0; }};
  bench.script = {[] {}, [&] { bench.append("b\n"); }, [&] { bench.append("c\n"); }};
  LogFollower(bench.host, bench.options, callbacks, bench.pacing()).run();
  CHECK(bench.printed == "a\nb\nc\n");
  CHECK(asked == 1);
}

TEST_CASE("log: the end record is watched, told when it grows, and never printed") {
  Bench bench;
  bench.write_new("a\n");
  const auto record = bench.folder.path() / "ended";
  std::ofstream(record) << "- running\n";
  bench.options.end_record = record.string();
  int told = 0;
  bool over = false;
  bench.script = {[] {}, [&] { bench.append("b\n"); }, [&] { CHECK(told == 0); },
                  [&] { std::ofstream(record, std::ios::app) << "- 0\n"; }, [&] { over = told == 1; }};
  const LogCallbacks callbacks{.sink = [&](const LogPiece& piece) { bench.printed += piece.bytes; },
                               .notice = {},
                               .ended = [&] { return over; },
                               .end_recorded = [&] { ++told; }};
  const auto read = LogFollower(bench.host, bench.options, callbacks, bench.pacing()).run();
  CHECK(bench.printed == "a\nb\n");
  CHECK(told == 1);
  CHECK(read.size() == 1);
}

TEST_CASE("log: waits for the file") {
  Bench bench;
  bench.script = {[] {}, [&] { bench.append("late\n"); }};
  bench.run();
  CHECK(bench.printed == "late\n");
  REQUIRE(bench.notices.size() == 1);
  CHECK(bench.notices[0] == "waiting");
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

TEST_CASE("log: cut at places all over its answers, nothing is lost or doubled") {
  const auto text = lines(1, 5);
  const std::size_t header_at_most = 220;
  for (std::size_t cut = 0; cut < text.size() + header_at_most; cut += 13) {
    Bench bench;
    bench.write_new(text);
    bench.options.follow = false;
    bench.host.cuts = {cut, cut + 7};
    bench.run();
    REQUIRE(sha256_hex(bench.printed) == sha256_hex(text));
  }
}

TEST_CASE("log: seeded cuts while it grows") {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    std::mt19937 random{seed};
    Bench bench;
    std::string all;
    for (int step = 0; step < 20; ++step) {
      bench.host.cuts.emplace_back(random() % 9'000);
      bench.script.emplace_back([&bench, &all, &random] {
        std::string piece(random() % 4'000, '\0');
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
  bench.host.cuts = {400, 0, 0, 0, 0, 0, 0, 0};
  bench.over = false;
  std::vector<Milliseconds> expected;
  for (const int wait : {1000, 2000, 4000, 8000, 16000, 30000, 30000})
    expected.emplace_back(wait);
  for (int i = 0; i < 100; ++i)
    bench.script.emplace_back([&bench] { bench.over = bench.host.cuts.empty(); });
  bench.run();
  CHECK(bench.printed == "a\n");
  CHECK(std::search(bench.pauses.begin(), bench.pauses.end(), expected.begin(), expected.end()) != bench.pauses.end());
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

TEST_CASE("log: a file that is removed is told once, and one that comes back is read") {
  Bench bench;
  bench.write_new(lines(1, 5));
  bench.script = {[&] { std::filesystem::remove(bench.path); }, [] {}, [&] { bench.write_new(lines(6, 7)); }};
  bench.run();
  CHECK(bench.printed == lines(1, 5) + lines(6, 7));
  REQUIRE(bench.notices.size() == 2);
  CHECK(bench.notices[0].find("was removed after byte 35") != std::string::npos);
  CHECK(bench.notices[1].find("was replaced or emptied") != std::string::npos);
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
      Case{lines(1, 9'000), 3, lines(8'998, 9'000)}, Case{lines(1, 9'000), 8'000, lines(1'001, 9'000)},
      Case{"x\n" + std::string(80'000, 'y'), 2, "x\n" + std::string(80'000, 'y')});
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
                                   [&](const LogPiece&) {
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
  const LogCallbacks callbacks{.sink = [&](const LogPiece& piece) { bench.printed += piece.bytes; },
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

TEST_CASE("log: several files in one look, each whole and in order, also those that come later") {
  Bench bench;
  const auto path = [&](int task) {
    return (bench.folder.path() / ("task-" + std::to_string(task) + ".log")).string();
  };
  const auto append = [](const std::string& to, std::string_view text) { std::ofstream(to, std::ios::app) << text; };
  bench.options.paths = {(bench.folder.path() / "task-*.log").string(), (bench.folder.path() / "none-*").string()};
  append(path(1), "one\n");
  append(path(10), "ten\n");
  append(path(7), "not wanted\n");
  bench.script = {[&] {
                    append(path(1), "more\n");
                    append(path(2), "late\n");
                  },
                  [&] { std::ofstream(path(10), std::ios::trunc) << "again\n"; }};
  std::map<std::string, std::string> printed;
  std::vector<std::string> order;
  const LogCallbacks callbacks{.sink =
                                   [&](const LogPiece& piece) {
                                     if (order.empty() || order.back() != piece.path) order.push_back(piece.path);
                                     printed[piece.path] += piece.bytes;
                                   },
                               .notice = [&](std::string_view text) { bench.notices.emplace_back(text); },
                               .ended = [&] { return bench.script.empty(); },
                               .place = [&](const std::string& file) -> std::optional<std::uint64_t> {
                                 if (file == path(7)) return std::nullopt;
                                 return file.size();
                               }};
  const auto read = LogFollower(bench.host, bench.options, callbacks, bench.pacing()).run();
  CHECK(printed ==
        std::map<std::string, std::string>{{path(1), "one\nmore\n"}, {path(2), "late\n"}, {path(10), "ten\nagain\n"}});
  CHECK(order.front() == path(1));
  CHECK(bench.notices.size() == 1);
  REQUIRE(read.size() == 3);
  CHECK(read.back().size == 6);
  CHECK(bench.host.started == 1);
}

TEST_CASE("log: a large backlog comes over file channels, and goes on where they broke") {
  Bench bench;
  std::string all(2'000'000, 'x');
  std::mt19937 random{7};
  for (auto& c : all)
    c = static_cast<char>(random());
  bench.write_new(all);
  bench.options.follow = GENERATE(false, true);
  bench.options.tail_lines = GENERATE(std::optional<std::uint64_t>{}, std::optional<std::uint64_t>{1'000'000});
  bench.run();
  CHECK(sha256_hex(bench.printed) == sha256_hex(all));
}

TEST_CASE("log: file channels that died between two large parts are opened anew") {
  Bench bench;
  const std::string part(3'000'000, 'x');
  bench.write_new(part);
  bench.script = {[&] {
    ++bench.host.connection;
    bench.append(part);
  }};
  bench.run();
  CHECK(bench.printed.size() == 2 * part.size());
  CHECK(bench.notices.size() == 1);
  CHECK(bench.pauses.size() < 20);
}

TEST_CASE("log: files that were not written since are passed over") {
  Bench bench;
  bench.write_new("old\n");
  bench.options.since = GENERATE(now() + Seconds{3600}, now() - Seconds{3600});
  bench.script = {[&] { bench.append("new\n"); }};
  bench.run();
  CHECK(bench.printed == (*bench.options.since > now() ? "new\n" : "old\nnew\n"));
}

TEST_CASE("log: of a large log with times, little more is read than is wanted") {
  Bench bench;
  std::string text;
  for (int second = 100'000; second < 300'000; ++second)
    text += std::to_string(second) + " line\n";
  bench.write_new(text);
  bench.options.since = Time{Seconds{299'000}};
  std::uint64_t first = 0;
  const LogCallbacks callbacks{.sink =
                                   [&](const LogPiece& piece) {
                                     if (bench.printed.empty()) first = piece.offset;
                                     bench.printed += piece.bytes;
                                   },
                               .ended = [] { return true; },
                               .time_of = [](std::string_view line, Seconds) -> std::optional<Time> {
                                 return Time{Seconds{std::stoi(std::string(line))}};
                               }};
  LogFollower(bench.host, bench.options, callbacks, bench.pacing()).run();
  CHECK(bench.printed == text.substr(first));
  CHECK(bench.printed.find("299000 line\n") != std::string::npos);
  CHECK(bench.printed.size() < 300'000);
}

TEST_CASE("log: what a look says") {
  const auto facts = read_facts("66:12 345 1700000000 /a b/c.log");
  CHECK(facts.path == "/a b/c.log");
  CHECK(facts.identity == "66:12");
  CHECK(facts.size == 345);
  CHECK(read_facts("refused /x").identity.empty());
  for (const char* nonsense : {"", "a", "7", "1:2 3", "1:2 -3 4 /x", "1:2 3 99999999999999999999 /x", " 1 2 /x"})
    CHECK_THROWS_AS(read_facts(nonsense), Error);
  CHECK(read_utc_offset("+0130") == std::chrono::minutes(90));
  CHECK(read_utc_offset("-0800") == std::chrono::hours(-8));
  CHECK(read_utc_offset("%z") == Seconds{0});
}

TEST_CASE("log: pauses grow while nothing comes, and with the number of files") {
  CHECK(next_pause(Milliseconds{0}, true, 2) == Milliseconds{500});
  CHECK(next_pause(Milliseconds{500}, false, 2) == Milliseconds{750});
  CHECK(next_pause(Milliseconds{60'000}, false, 2) == Milliseconds{1500});
  CHECK(next_pause(Milliseconds{1500}, true, 1000) == Milliseconds{5000});
  CHECK(next_pause(Milliseconds{1500}, true, 1'000'000) == Milliseconds{10'000});
}
