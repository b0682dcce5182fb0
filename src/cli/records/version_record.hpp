// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"

namespace aifactory::cli {

class AppContext;

/// Fields of the version: of the program, and of the formats that others may depend on.
const output::Shape& version_shape();
void print_version(AppContext& context);

}  // namespace aifactory::cli
