// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transport/channel.hpp"

#include "transport/signal_names.hpp"

namespace aifactory::transport {

int Ending::shell_status() const {
  if (signal.empty()) return status;
  constexpr int unknown_signal = 127;
  return 128 + signal_number(signal).value_or(unknown_signal);
}

}  // namespace aifactory::transport
