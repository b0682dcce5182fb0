// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/ssh/agent.hpp"
#include "transport/ssh/endpoint.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::transport::ssh {

/// A key or certificate that may be offered to a server.
struct Candidate {
  std::string label;  ///< "~/.ssh/id_ed25519", "alice@laptop (agent)"
  std::string fingerprint;
  std::string blob;                                  ///< what is offered; empty: known only with the passphrase
  std::filesystem::path private_key;                 ///< of a file
  std::optional<std::filesystem::path> certificate;  ///< offered in place of the plain key
  bool in_agent = false;
  bool encrypted = false;
};

/// What an endpoint's files and agent offer, in the order in which it should be offered.
struct Candidates {
  std::vector<Candidate> list;
  std::vector<std::string> remarks;  ///< what was left out, and why: for a message, should the login fail
};

/// More are refused by servers (MaxAuthTries 6, which the other methods need as well).
constexpr std::size_t most_keys = 5;

/// Reads the key files' public halves and the agent's list. Errors: no_input, bad_input, config (open to others) for
/// identities that the target names; not_permitted when every certificate that could be used has expired, which the
/// server would not say.
Candidates find_candidates(const Endpoint& endpoint, const Target& target, Time now);

}  // namespace aifactory::transport::ssh
