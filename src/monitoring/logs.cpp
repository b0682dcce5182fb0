// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/logs.hpp"

#include "monitoring/log_follower.hpp"

namespace aifactory::monitoring {

std::vector<LogFile> read_logs(transport::Host& host, const LogOptions& options, const LogCallbacks& callbacks) {
  return LogFollower(host, options, callbacks, real_pacing()).run();
}

}  // namespace aifactory::monitoring
