// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/output/records.hpp"
#include "aifactory/output/terminal.hpp"

#include <string>

namespace aifactory::output {

/// The error on stderr: "error: WHERE: WHAT", the reasons indented, the trail, "hint: …" last. With a JSON format,
/// additionally {"error": {"kind", "message", "where", "why", "hint", "exit_status"}} on stdout (one line for jsonl).
void print_error(const Terminal& terminal, const Error& error, Format format, int exit_status);

}  // namespace aifactory::output
