// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <string>
#include <string_view>

namespace aifactory::job {

/// The program that measures a node beside the job: sampler.sh of the run's folder.
std::string_view sampler_program();

/// Lines of the job's script that start it on every node, at this interval; nothing when that is zero. They leave the
/// job's own shell as it was: no child to wait for, no trap, no output, no exit status.
std::string start_sampler(Seconds interval);

}  // namespace aifactory::job
