// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"

#include "cli/doctor_checks.hpp"

#include <vector>

namespace aifactory::cli {

class AppContext;

/// Fields of one check of the doctor.
const output::Shape& check_shape();
void print_checks(AppContext& context, const std::vector<Check>& checks);

}  // namespace aifactory::cli
