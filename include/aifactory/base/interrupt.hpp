// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace aifactory {

/// SIGINT and SIGTERM become a flag and a readable descriptor while this lives; a second signal ends the program at
/// once. SIGPIPE is ignored: writes to a closed pipe fail with EPIPE. The flag is the program's only mutable global.
class InterruptScope {
 public:
  InterruptScope();
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;
};

/// True once a signal came.
bool interrupted() noexcept;

/// Throws Error(interrupted) once a signal came. Called in every loop that may take long.
void throw_if_interrupted();

/// Becomes readable at the first signal; -1 without an InterruptScope. For poll(2) beside other descriptors.
int interrupt_descriptor() noexcept;

/// Sleeps, but wakes with Error(interrupted) at a signal.
void interruptible_sleep(std::chrono::milliseconds duration);

}  // namespace aifactory
