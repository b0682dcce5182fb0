// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace aifactory::job {

/// "train-7f3k": the job's name, as far as paths and batch systems take it, and something of its own.
std::string new_run_name(std::string_view job);

}  // namespace aifactory::job
