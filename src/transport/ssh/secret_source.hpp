// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/secret.hpp"
#include "aifactory/transport/ssh.hpp"

#include <string_view>

namespace aifactory::transport::ssh {

/// Runs a command of the user's under /bin/sh and returns the first line it prints; its stderr is the user's.
/// `purpose` ("the passphrase") is for messages. Errors: not_permitted when it fails or prints nothing, interrupted.
Secret run_secret_command(const SecretCommand& command, std::string_view purpose);

}  // namespace aifactory::transport::ssh
