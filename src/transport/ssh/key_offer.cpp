// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/key_offer.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"

#include "transport/ssh/base64.hpp"
#include "transport/ssh/load_key.hpp"
#include "transport/ssh/waiting.hpp"
#include "transport/ssh/wire.hpp"

#include <fmt/format.h>

namespace aifactory::transport::ssh {
namespace {

template <class Call>
int ask_server(ssh_session session, const Call& call) {
  return await(session, login_patience, SSH_AUTH_AGAIN, call);
}

KeyHandle import_certificate(const std::string& blob) {
  const auto type = WireReader{blob}.text();
  ssh_key key = nullptr;
  if (ssh_pki_import_cert_base64(encode_base64(blob).c_str(), ssh_key_type_from_name(std::string{type}.c_str()),
                                 &key) != SSH_OK)
    return {};
  return KeyHandle{key};
}

KeyHandle import_public(const Candidate& candidate) {
  if (candidate.certificate) return import_certificate(candidate.blob);
  const auto type = WireReader{candidate.blob}.text();
  ssh_key key = nullptr;
  if (ssh_pki_import_pubkey_base64(encode_base64(candidate.blob).c_str(),
                                   ssh_key_type_from_name(std::string{type}.c_str()), &key) != SSH_OK)
    return {};
  return KeyHandle{key};
}

/// Would the server take this key? One round trip, spent only where proving it would need a passphrase.
int ask_about(ssh_session session, const Candidate& candidate) {
  const auto key = import_public(candidate);
  if (!key) return SSH_AUTH_DENIED;
  return ask_server(session, [&] { return ssh_userauth_try_publickey(session, nullptr, key.get()); });
}

int offer_from_agent(ssh_session session, const Candidate& candidate, const Endpoint& endpoint) {
  AgentFilter filter{*endpoint.agent, {.blob = candidate.blob, .comment = "only"}};
  ssh_set_agent_socket(session, filter.give_socket());
  const int result = ask_server(session, [&] { return ssh_userauth_agent(session, nullptr); });
  throw_if_interrupted();  // while the agent asked its user
  return result;
}

KeyHandle private_key(const Candidate& candidate, Secrets& secrets) {
  const auto file = read_key_file(candidate.private_key);
  if (candidate.encrypted) return secrets.unlock(file.text.reveal(), candidate.private_key.string());
  auto key = load_private_key(file.text.reveal(), nullptr);
  if (key) return key;
  throw Error{{.kind = ErrorKind::bad_input,
               .what = fmt::format("cannot use the key {}", candidate.private_key.string()),
               .why = "libssh does not know its format"}};
}

}  // namespace

int offer_key(ssh_session session, const Candidate& candidate, const Endpoint& endpoint, Secrets& secrets) {
  if (candidate.in_agent) return offer_from_agent(session, candidate, endpoint);
  if (candidate.encrypted && !candidate.blob.empty())
    if (const int wanted = ask_about(session, candidate); wanted != SSH_AUTH_SUCCESS) return wanted;
  const auto key = private_key(candidate, secrets);
  if (candidate.certificate) {
    const auto certificate = import_certificate(candidate.blob);
    if (!certificate || ssh_pki_copy_cert_to_privkey(certificate.get(), key.get()) != SSH_OK) return SSH_AUTH_DENIED;
  }
  return ask_server(session, [&] { return ssh_userauth_publickey(session, nullptr, key.get()); });
}

}  // namespace aifactory::transport::ssh
