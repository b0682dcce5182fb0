// SPDX-License-Identifier: Apache-2.0
// What LogFollower does between looks: wait, survive, end.
#include "aifactory/base/text.hpp"

#include "monitoring/log_follower.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::monitoring {
namespace {

constexpr std::uint64_t smallest_piece = 4096, largest_piece = std::uint64_t{1} << 20;

/// What waiting may cure. A host that was never reached is not waited for: its name may be wrong.
bool may_pass(const Error& error, bool reached_before) {
  return error.kind() == ErrorKind::try_again || (error.kind() == ErrorKind::unavailable && reached_before);
}

}  // namespace

Milliseconds next_pause(Milliseconds last, bool moved, std::size_t files) {
  constexpr Milliseconds shortest{500}, longest{1500};
  const auto pause = moved ? shortest : std::clamp(last * 3 / 2, shortest, longest);
  return std::max(pause, Milliseconds{5 * static_cast<std::int64_t>(std::min<std::size_t>(files, 2000))});
}

/// After a look: is there more to come?
void LogFollower::decide() {
  if (!options_.follow) {
    if (files_.empty()) throw_none();
    bool over = true;
    for (auto& [place, file] : files_) {
      if (!file.goal) file.goal = file.facts.size;
      over = over && (!file.there || (!file.set_aside && file.position.offset >= *file.goal));
    }
    if (over) done_ = true;
    if (!done_) pause();
    return;
  }
  if (files_.empty() && !std::exchange(waiting_told_, true) && callbacks_.waiting) callbacks_.waiting();
  const auto unread = [this](const auto& entry) { return backlog(entry.second) > 0; };
  const auto unclear = [](const auto& entry) { return entry.second.set_aside; };
  if (std::ranges::any_of(files_, unread)) return;
  if (given_ == given_before_ && std::ranges::none_of(files_, unclear)) return take_quiet();
  quiet_looks_ = 0;
  pause();
}

/// Nothing new: is there going to be?
void LogFollower::take_quiet() {
  if (!ended_) {
    ended_ = callbacks_.ended && callbacks_.ended();
    if (ended_) pause_ = {};
  } else {
    done_ = ++quiet_looks_ >= quiet_looks_at_end;
  }
  if (!done_) pause();
}

void LogFollower::pause() {
  if (callbacks_.pausing) {
    sink_failed_ = true;
    callbacks_.pausing();
    sink_failed_ = false;
  }
  pause_ = next_pause(pause_, given_ != given_before_, files_.size());
  pacing_.sleep(pause_);
}

void LogFollower::survive(const Error& error) {
  program_.reset();
  ranges_work_ = true;  // a host that could not be reached may have looked like one without file channels
  piece_size_ = std::max(piece_size_ / 2, smallest_piece);
  if (given_ != given_before_) failures_ = 0;
  if (!may_pass(error, answered_)) throw error;
  const bool broken = dynamic_cast<const BrokenAnswer*>(&error) != nullptr;
  constexpr int tries_without_follow = 3;
  const int limit = broken ? failure_limit : options_.follow ? 0 : tries_without_follow;
  if (limit > 0 && failures_ + 1 >= limit) {
    if (!broken) throw error;
    throw Error{{.kind = ErrorKind::io, .what = "cannot read logs on " + host_.name(), .why = error.failure().why}};
  }
  retry(error.failure().what);
}

void LogFollower::retry(const std::string& why) {
  const auto wait = back_off(++failures_, pacing_.random());
  const auto place =
      files_.size() == 1 ? fmt::format("byte {}", files_.begin()->second.position.offset) : "where it was";
  if (failures_ == 1) notice(fmt::format("{}; trying again from {}", why, place));
  pacing_.sleep(wait);
}

void LogFollower::note_answer() {
  if (failures_ > 1) notice(fmt::format("{} answers again", host_.name()));
  failures_ = 0;
  piece_size_ = std::min(piece_size_ * 2, ranges_work_ ? usual_piece : largest_piece);
}

void LogFollower::throw_none() const {
  const bool one = options_.paths.size() == 1;
  throw Error{
      {.kind = ErrorKind::no_input,
       .what = fmt::format("there is no log {}on {}", one ? printable(options_.paths.front()) + " " : "", host_.name()),
       .why = "the job has not started, or its logs were removed",
       .hint = "wait for it with --follow"}};
}

void LogFollower::throw_refused(const std::string& path) const {
  throw Error{{.kind = ErrorKind::not_permitted,
               .what = fmt::format("cannot read {} on {}", printable(path), host_.name()),
               .why = "it is not a file, or not one that you may read"}};
}

void LogFollower::notice(const std::string& text) const {
  if (callbacks_.notice) callbacks_.notice(text);
}

}  // namespace aifactory::monitoring
