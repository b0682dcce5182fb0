// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/monitoring/logs.hpp"

#include "monitoring/back_off.hpp"
#include "monitoring/log_look.hpp"

#include <exception>

namespace aifactory::monitoring {

/// What read_log does, with time and chance from outside. Used once.
class LogFollower {
 public:
  LogFollower(transport::Host& host, const LogOptions& options, const LogCallbacks& callbacks, Pacing pacing);
  void run();

 private:
  /// After the writer's end the file is looked at until it stayed the same twice: a file server may be late.
  static constexpr int quiet_looks_at_end = 2;
  /// For what does not go away by waiting.
  static constexpr int failure_limit = 5;

  Look look();
  void take(const Look& look);
  void take_file(const Look& look);
  void take_broken(const Look& look);
  void take_missing();
  void take_quiet();
  void survive(const Error& error);
  void retry(const std::string& why);
  void note_answer();
  void start_over();
  [[noreturn]] void refuse(ErrorKind kind, std::string why) const;
  void notice(const std::string& text) const;

  transport::Host& host_;
  const LogOptions& options_;
  const LogCallbacks& callbacks_;
  Pacing pacing_;
  FilePosition position_;
  std::optional<std::uint64_t> tail_lines_;
  std::optional<std::uint64_t> goal_;  ///< without follow: the size at the first look
  std::uint64_t before_ = 0;           ///< the offset when the last look began
  std::exception_ptr sink_failure_;
  int failures_ = 0;     ///< in a row
  int quiet_looks_ = 0;  ///< in a row, since the writer's end
  bool answered_ = false, waiting_told_ = false, ended_ = false, done_ = false;
};

}  // namespace aifactory::monitoring
