// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/transport/host.hpp"

#include <string>

namespace aifactory::transfer {

/// SFTP 3 says "failure" for a full disk and for an exceeded quota. Where the host runs commands, a small write there
/// tells which: then this throws the same error with the true reason and what to do.
void throw_if_full(const Error& error, transport::Host& host, const std::string& remote);

}  // namespace aifactory::transfer
