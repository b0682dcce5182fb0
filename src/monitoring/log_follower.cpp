// SPDX-License-Identifier: Apache-2.0
#include "monitoring/log_follower.hpp"

#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace aifactory::monitoring {
namespace {

constexpr int tries_without_follow = 3;

/// What waiting may cure. A host that was never reached is not waited for: its name may be wrong.
bool may_pass(const Error& error, bool reached_before) {
  return error.kind() == ErrorKind::try_again || (error.kind() == ErrorKind::unavailable && reached_before);
}

}  // namespace

LogFollower::LogFollower(transport::Host& host, const LogOptions& options, const LogCallbacks& callbacks, Pacing pacing)
    : host_(host),
      options_(options),
      callbacks_(callbacks),
      pacing_(std::move(pacing)),
      tail_lines_(options.tail_lines) {}

void LogFollower::run() {
  while (!done_) {
    throw_if_interrupted();
    before_ = position_.offset;
    try {
      take(look());
    } catch (const Error& error) {
      if (sink_failure_) throw;
      survive(error);
    }
  }
}

Look LogFollower::look() {
  const LookRequest request{.path = options_.path, .from = position_, .tail_lines = tail_lines_};
  const auto sink = [this](std::string_view bytes) {
    try {
      callbacks_.sink(bytes);
    } catch (...) {
      sink_failure_ = std::current_exception();
      throw;
    }
  };
  return look_at(host_, request, sink, position_);
}

void LogFollower::take(const Look& look) {
  const bool cut_short = look.found == Look::Found::file && !look.whole && position_.offset == before_;
  if (look.found == Look::Found::nothing || cut_short) return take_broken(look);
  note_answer();
  switch (look.found) {
    case Look::Found::refused:
      refuse(ErrorKind::not_permitted, "it is not a file, or not one that you may read");
    case Look::Found::no_file:
      return take_missing();
    case Look::Found::replaced:
      return start_over();
    default:
      return take_file(look);
  }
}

/// The connection held, but the commands on the site did not do their work.
void LogFollower::take_broken(const Look& look) {
  const auto said = trim(look.remote_error);
  if (failures_ + 1 >= failure_limit)
    refuse(ErrorKind::io, said.empty() ? "the answer broke off again and again" : printable(said, Lines::keep));
  retry("the answer broke off");
}

void LogFollower::take_file(const Look& look) {
  tail_lines_.reset();
  if (!options_.follow) {
    if (!goal_) goal_ = look.size;
    done_ = position_.offset >= *goal_;
  }
  const bool moved = position_.offset != before_;
  if (done_ || (moved && position_.offset < look.size)) return;
  if (moved) quiet_looks_ = 0;
  moved ? pacing_.sleep(options_.pause) : take_quiet();
}

void LogFollower::take_missing() {
  if (!options_.follow) {
    throw Error{{.kind = ErrorKind::no_input,
                 .what = fmt::format("there is no log {} on {}", printable(options_.path), host_.name()),
                 .why = "the job has not started, or its log was removed",
                 .hint = "wait for it with --follow"}};
  }
  if (!std::exchange(waiting_told_, true) && position_.identity.empty()) {
    notice(fmt::format("waiting for {}", printable(options_.path)));
  }
  take_quiet();
}

/// Nothing new: is there going to be?
void LogFollower::take_quiet() {
  if (!ended_) {
    ended_ = callbacks_.ended && callbacks_.ended();
  } else {
    done_ = ++quiet_looks_ >= quiet_looks_at_end;
  }
  if (!done_) pacing_.sleep(options_.pause);
}

void LogFollower::survive(const Error& error) {
  const bool moved = position_.offset != before_;
  if (moved) failures_ = 0;
  if (!may_pass(error, answered_)) throw error;
  if (!options_.follow && failures_ + 1 >= tries_without_follow) throw error;
  retry(error.failure().what);
}

void LogFollower::retry(const std::string& why) {
  const auto pause = back_off(++failures_, pacing_.random());
  if (failures_ == 1) notice(fmt::format("{}; trying again from byte {}", why, position_.offset));
  pacing_.sleep(pause);
}

void LogFollower::note_answer() {
  if (failures_ > 1) notice(fmt::format("{} answers again", host_.name()));
  answered_ = true;
  failures_ = 0;
}

void LogFollower::start_over() {
  notice(
      fmt::format("{} was replaced or emptied after byte {}: starting again from its top; what the old one still got "
                  "is lost",
                  printable(options_.path), position_.offset));
  position_ = {};
  goal_.reset();
  quiet_looks_ = 0;
  pacing_.sleep(options_.pause);
}

void LogFollower::refuse(ErrorKind kind, std::string why) const {
  throw Error{{.kind = kind,
               .what = fmt::format("cannot read {} on {}", printable(options_.path), host_.name()),
               .why = std::move(why)}};
}

void LogFollower::notice(const std::string& text) const {
  if (callbacks_.notice) callbacks_.notice(text);
}

}  // namespace aifactory::monitoring
