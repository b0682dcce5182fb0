// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/scheduler/explain.hpp"

#include <optional>
#include <span>
#include <string>

namespace aifactory::job {

/// What the last lines of a program's stderr tell of its end; the last line that tells something counts. Pure.
std::optional<scheduler::Explanation> read_clues(std::span<const std::string> lines);

}  // namespace aifactory::job
