// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/ssh/candidates.hpp"
#include "transport/ssh/handles.hpp"
#include "transport/ssh/secrets.hpp"

namespace aifactory::transport::ssh {

/// Offers one key and, when the server wants it, proves that we have it; a passphrase is asked for only then. Returns
/// one of SSH_AUTH_SUCCESS, PARTIAL, DENIED, ERROR. Errors: not_permitted (passphrase), bad_input, interrupted.
int offer_key(ssh_session session, const Candidate& candidate, const Endpoint& endpoint, Secrets& secrets);

/// How long a server may take for an answer: somebody may have to find a phone.
constexpr auto login_patience = std::chrono::minutes(2);

}  // namespace aifactory::transport::ssh
