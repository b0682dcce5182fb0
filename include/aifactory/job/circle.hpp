// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"

#include <map>
#include <string>
#include <vector>

namespace aifactory::job {

/// The way by which a job of the project waits for itself: {"a", "b", "a"}; empty where there is none. Pure.
std::vector<std::string> circle_of(const std::map<std::string, config::Job>& jobs, const std::string& job);

}  // namespace aifactory::job
