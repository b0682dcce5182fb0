// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/back_off.hpp"
#include "aifactory/base/error.hpp"

#include <functional>
#include <optional>
#include <string>

namespace aifactory::cli {

/// Decides about a transfer that lost its connection: it goes on after a pause, as long as the login needs no person
/// and the site is not out of reach for ten minutes of pauses in a row.
class Endurance {
 public:
  using Tell = std::function<void(const std::string&)>;
  Endurance(Pacing pacing, Tell tell) : pacing_(std::move(pacing)), tell_(std::move(tell)) {}

  /// In a catch block, with what was caught: returns after the pause, or throws what ends the transfer. `advanced`:
  /// something has arrived since the last call.
  void survive(const Error& error, bool advanced);

 private:
  bool may_pass(const Error& error, bool advanced) const;

  Pacing pacing_;
  Tell tell_;
  std::optional<Failure> lost_;  ///< the loss that is being survived
  int failures_ = 0;
  Milliseconds paused_{0};
};

}  // namespace aifactory::cli
