// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include <string>

namespace aifactory::transfer {

/// A name for the one file of a stream: no path. Errors: bad_input.
void require_file_name(const std::string& file);

/// What its transfer is called in the journal.
std::string journal_target(const transport::Host& host, const std::string& remote, const std::string& file);

}  // namespace aifactory::transfer
