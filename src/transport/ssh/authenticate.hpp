// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/ssh.hpp"

#include "transport/ssh/candidates.hpp"
#include "transport/ssh/endpoint.hpp"
#include "transport/ssh/handles.hpp"

namespace aifactory::transport::ssh {

/// Which methods may be used: all, or only what a person or a command answers (a first login, before a key is known).
enum class Methods { all, secrets };

struct LoginRequest {
  const Endpoint& endpoint;
  const Target& target;
  Candidates candidates;
  Methods methods = Methods::all;
};

/// Logs in on a session whose host key has been checked: keys of the agent and of files, then keyboard-interactive or
/// password, each as far as the server asks for it, also several one after the other. Nothing that was refused is tried
/// again. Errors: not_permitted (refused, or nobody to ask), unavailable (the connection ended), interrupted.
void authenticate(ssh_session session, const LoginRequest& request, Person& person);

}  // namespace aifactory::transport::ssh
