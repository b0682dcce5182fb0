// SPDX-License-Identifier: Apache-2.0
#include "cli/log_view.hpp"

#include "support/catch.hpp"

#include <cstdlib>
#include <sstream>

using namespace aifactory;
using namespace aifactory::cli;

namespace {

struct Bench {
  explicit Bench(TextForm form = {}, LogView::Filter filter = {}) : view(make_text_output(terminal, form), filter) {}

  void take(const LogKey& key, std::string_view bytes) {
    auto& at = offsets[log_place(key)];
    view.take({key, at, bytes, Seconds{0}});
    at += bytes.size();
  }

  std::ostringstream out, err;
  output::Terminal terminal{.result = {.out = &out}, .talk = {.out = &err}};
  std::map<std::uint64_t, std::uint64_t> offsets;
  LogView view;
};

const LogKey one{.task = 1}, two{.task = 2}, wrong{.stream = LogKey::Stream::err};

}  // namespace

TEST_CASE("a single log goes through to the byte, each stream on its own") {
  Bench bench;
  bench.take({}, std::string_view("a\x1b[31mb\xff\0c", 9));
  CHECK(bench.out.str() == std::string_view("a\x1b[31mb\xff\0c", 9));
  bench.take(wrong, "half a line");
  CHECK(bench.err.str() == "half a line");
  bench.view.finish();
  CHECK(bench.out.str().size() == 9);
}

TEST_CASE("several logs come in whole lines, with a prefix or without") {
  for (const auto prefix : {Prefix::yes, Prefix::no}) {
    Bench bench({.prefix = prefix, .mixed = Mixed::yes});
    bench.take(one, "a");
    bench.take(two, "x\ny");
    bench.take(one, "b\nc\n");
    bench.take(two, "z");
    bench.view.finish();
    CHECK(bench.out.str() == (prefix == Prefix::yes ? "[2] x\n[1] ab\n[1] c\n[2] yz\n" : "x\nab\nc\nyz\n"));
  }
}

TEST_CASE("a log that begins anew does not go on in the middle of a line") {
  Bench bench({.prefix = Prefix::yes, .mixed = Mixed::yes});
  bench.take(one, "a\nhal");
  bench.offsets.clear();
  bench.take(one, "a\nb\n");
  CHECK(bench.out.str() == "[1] a\n[1] hal\n[1] a\n[1] b\n");
}

TEST_CASE("lines that fit") {
  Bench bench({}, {.pattern = LinePattern("b+", LinePattern::Case::matters)});
  bench.take({}, "abc\nxyz\nlast b");
  bench.view.finish();
  CHECK(bench.out.str() == "abc\nlast b");
  CHECK(bench.view.lines_shown() == 2);
}

TEST_CASE("lines since a moment: by the times in the log, lines without one belong to the line before") {
  const LogView::Filter filter{.since = parse_time("2026-11-20T12:00:00Z")};
  Bench timed({}, filter);
  timed.take({}, "head\n2026-11-20 11:59:59 old\n  more of it\n2026-11-20 12:00:00 new\n  more\n");
  timed.view.finish();
  CHECK(timed.out.str() == "2026-11-20 12:00:00 new\n  more\n");
  Bench untimed({}, filter);
  untimed.take({}, "a\nb\n");
  CHECK(untimed.out.str().empty());
  untimed.view.pause();
  CHECK(untimed.out.str() == "a\nb\n");
  untimed.take({}, "c\n");
  CHECK(untimed.out.str() == "a\nb\nc\n");
}

TEST_CASE("on a terminal the newest unfinished line is shown and replaced") {
  ::setenv("TERM", "xterm", 1);
  Bench bench;
  bench.terminal.result.terminal = true;
  bench.take({}, "\r 10%|#   |");
  bench.take({}, "\r 50%|##  |");
  bench.take({}, "\r100%|####|\ndone\n");
  CHECK(bench.out.str() == " 10%|#   |\r\x1b[K 50%|##  |\r\x1b[K100%|####|\ndone\n");
  bench.take({},
             "\x1b]0;title\x07"
             "50% \xe2");
  CHECK(bench.out.str().ends_with("done\n50% "));
  bench.take({}, "\x9c\x93");
  CHECK(bench.out.str().ends_with("\r\x1b[K50% ✓"));
  bench.view.finish();
  CHECK(bench.out.str().ends_with("\r\x1b[K50% ✓\n"));
}

TEST_CASE("records say where each line stands, and carry what is not text as base64") {
  std::ostringstream out;
  output::Terminal terminal{.result = {.out = &out}, .talk = {.out = &out}};
  LogView view(make_record_output(terminal, {.format = output::Format::jsonl}), {});
  view.take({{.task = 3}, 0, "a\n\xff\n", Seconds{0}});
  view.finish();
  CHECK(out.str() == R"({"task":3,"rank":null,"step":null,"stream":"stdout","offset":0,"text":"a","base64":null})"
                     "\n"
                     R"({"task":3,"rank":null,"step":null,"stream":"stdout","offset":2,"text":"�","base64":"/wo="})"
                     "\n");
}
