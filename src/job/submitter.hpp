// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace aifactory::job {

/// This process, as the ledger remembers who is submitting a run: "HOST PID".
std::string this_process();

/// Is that process surely gone? Of one on another machine nothing is known.
bool is_gone(const std::string& process);

}  // namespace aifactory::job
