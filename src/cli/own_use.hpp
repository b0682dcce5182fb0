// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

/// GPU-hours that these runs have used of an account since a moment. Pure.
double own_use(const std::vector<job::Run>& runs, const std::string& account, Time since, Time now);

}  // namespace aifactory::cli
