// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"
#include "aifactory/scheduler/limits.hpp"

#include <vector>

namespace aifactory::cli {

class AppContext;

const output::Shape& site_check_shape();
void print_site_check(AppContext& context, const std::vector<scheduler::Comparison>& rows);

}  // namespace aifactory::cli
