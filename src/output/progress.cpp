// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/progress.hpp"

#include "output/json_text.hpp"
#include "output/progress_line.hpp"
#include "output/talk.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace aifactory::output {
namespace {

using Clock = Progress::Clock;

enum class Manner { silent, bar, log, events };

Manner manner_of(const Terminal& terminal, Format format) {
  if (terminal.quiet) return Manner::silent;
  if (format == Format::jsonl) return Manner::events;
  return terminal.talk.terminal && terminal.talk.cursor ? Manner::bar : Manner::log;
}

Clock::duration pause_of(Manner manner) {
  if (manner == Manner::bar) return std::chrono::milliseconds(100);
  return manner == Manner::log ? std::chrono::seconds(10) : std::chrono::seconds(1);
}

nlohmann::ordered_json event_of(const ProgressFacts& facts) {
  return {{"event", "progress"},
          {"title", facts.title},
          {"phase", facts.phase},
          {"files", facts.files},
          {"bytes", facts.bytes},
          {"total_files", facts.total_files},
          {"total_bytes", facts.total_bytes}};
}

}  // namespace

struct Progress::State {
  Terminal terminal;
  Manner manner;
  ProgressFacts facts;
  RateMeter meter = {};
  std::optional<Clock::time_point> shown = {};
  bool line_on_screen = false;

  /// Work goes on when nobody reads about it any more.
  void send_event() try {
    print(terminal, json_text(event_of(facts), Layout::one_line) + "\n");
  } catch (const std::exception&) {
    manner = Manner::silent;
  }

  void show() {
    if (manner == Manner::events) send_event();
    if (manner == Manner::log) say(terminal, progress_sentence(facts) + "\n");
    if (manner == Manner::bar) {
      terminal.talk = measured(terminal.talk);
      say(terminal, "\r" + progress_line(facts, terminal.talk.columns) + "\x1b[K");
      line_on_screen = true;
    }
  }

  void show_in_time(Clock::time_point now) {
    if (!shown && manner == Manner::log) shown = now;  // short work needs no line in a log
    if (shown && now - *shown < pause_of(manner)) return;
    shown = now;
    show();
  }

  void clear() {
    if (std::exchange(line_on_screen, false)) say(terminal, "\r\x1b[K");
  }
};

Progress::Progress(const Terminal& terminal, Format format, std::string title)
    : state_(std::make_unique<State>(State{.terminal = terminal, .manner = manner_of(terminal, format), .facts = {}})) {
  state_->facts.title = std::move(title);
  state_->facts.alphabet = terminal.talk.unicode ? Alphabet::unicode : Alphabet::ascii;
}

Progress::~Progress() {
  state_->clear();
}

void Progress::plan(std::uint64_t files, std::uint64_t bytes) {
  state_->facts.total_files = files;
  state_->facts.total_bytes = bytes;
}

void Progress::move(std::uint64_t files, std::uint64_t bytes, Clock::time_point now) {
  ProgressFacts& facts = state_->facts;
  facts.files = std::max(facts.files, files);
  facts.bytes = std::max(facts.bytes, bytes);
  state_->meter.add(facts.bytes, now);
  facts.bytes_per_second = state_->meter.bytes_per_second();
  state_->show_in_time(now);
}

void Progress::phase(std::string_view name) {
  state_->facts.phase = name;
  if (state_->manner != Manner::log) state_->show();
}

void Progress::finish() {
  state_->clear();
  if (state_->manner == Manner::events) state_->send_event();
  state_->manner = Manner::silent;
}

}  // namespace aifactory::output
