// SPDX-License-Identifier: Apache-2.0
#include "cli/endurance.hpp"

#include "aifactory/transport/connection_lost.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

constexpr Milliseconds patience = std::chrono::minutes(10);

[[noreturn]] void needs_person(Failure lost, const Error& asked) {
  lost.why = "logging in again takes a person: " + asked.failure().what;
  lost.hint.clear();
  throw Error{std::move(lost)};
}

}  // namespace

/// A site that was reached before may be out of reach for a while.
bool Endurance::may_pass(const Error& error, bool advanced) const {
  if (dynamic_cast<const transport::ConnectionLost*>(&error) != nullptr) return true;
  if (!lost_) return false;
  return error.kind() == ErrorKind::unavailable || (error.kind() == ErrorKind::try_again && !advanced);
}

void Endurance::survive(const Error& error, bool advanced) {
  if (lost_ && !advanced && error.kind() == ErrorKind::not_permitted) needs_person(*lost_, error);
  if (advanced) {
    failures_ = 0;
    paused_ = {};
  }
  if (!may_pass(error, advanced) || paused_ >= patience) throw;
  lost_ = error.failure();
  const auto pause = back_off(++failures_, pacing_.random());
  if (failures_ == 1) tell_(fmt::format("{}; going on as soon as it is back (Ctrl-C ends it)", error.failure().what));
  pacing_.sleep(pause);
  paused_ += pause;
}

}  // namespace aifactory::cli
