// SPDX-License-Identifier: Apache-2.0
#include "cli/own_use.hpp"

#include <algorithm>

namespace aifactory::cli {

double own_use(const std::vector<job::Run>& runs, const std::string& account, Time since, Time now) {
  double hours = 0;
  for (const job::Run& run : runs) {
    if (run.account != account || !run.started) continue;
    const Time begin = std::max(*run.started, since);
    const Time end = run.ended.value_or(now);
    if (end > begin) hours += std::chrono::duration<double, std::ratio<3600>>(end - begin).count() * run.gpus;
  }
  return hours;
}

}  // namespace aifactory::cli
