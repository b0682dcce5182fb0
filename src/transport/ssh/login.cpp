// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/login.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/base64.hpp"
#include "transport/ssh/handshake.hpp"
#include "transport/ssh/host_key.hpp"
#include "transport/ssh/key_offer.hpp"
#include "transport/ssh/load_key.hpp"
#include "transport/ssh/login_budget.hpp"
#include "transport/ssh/proxy.hpp"
#include "transport/ssh/tcp.hpp"
#include "transport/ssh/wire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace aifactory::transport::ssh {
namespace {

HostKey shown_key(ssh_session session) {
  ssh_key key = nullptr;
  if (ssh_get_server_publickey(session, &key) != SSH_OK)
    throw Error{{.kind = ErrorKind::protocol, .what = "the server showed no host key"}};
  const KeyHandle owned{key};
  HostKey shown;
  shown.blob = public_blob(key);
  shown.type = WireReader{shown.blob}.text();
  return shown;
}

/// So that its round trip begins while the keeper starts. Not where an idle channel might be closed; see
/// Link::keeps_idle_channels(). (Together with the proof of the login, as RFC 4252, 5.1 allows, libssh makes none.)
ChannelHandle ask_for_channel(ssh_session session) {
  if (!is_openssh(session)) return {};
  ChannelHandle channel{ssh_channel_new(session)};
  if (channel && ssh_channel_open_session(channel.get()) == SSH_ERROR) channel.reset();
  return channel;
}

/// One attempt at one address.
class Attempt {
 public:
  /// `reached`: set once a host was spoken to.
  Attempt(const Target& target, Person& person, Endpoint endpoint, bool& reached)
      : target_(target), person_(person), endpoint_(std::move(endpoint)), reached_(reached) {}

  LoggedIn run(Methods methods) {
    LoginRequest request{.endpoint = endpoint_, .target = target_, .candidates = {}, .methods = methods};
    if (methods == Methods::all) request.candidates = find_candidates(endpoint_, target_, now());
    const auto trust = read_trust(endpoint_);
    auto session = connect(trust);
    check_host_key(trust, shown_key(session.get()), endpoint_, target_, person_);
    authenticate(session.get(), request, person_);
    auto channel = ask_for_channel(session.get());
    if (proxy_) proxy_->keep();
    return {.session = std::move(session), .first_channel = std::move(channel), .address = endpoint_.label()};
  }

 private:
  SessionHandle connect(const Trust& trust) {
    const HandshakeSettings settings{.host = endpoint_.address.name,
                                     .user = endpoint_.user,
                                     .host_key_algorithms = preferred_algorithms(trust.known, target_.published_keys),
                                     .limit = target_.connect_limit};
    if (endpoint_.proxy_command) {
      reached_ = true;  // how far it comes is not known here
      return connect_through(*endpoint_.proxy_command, settings);
    }
    auto socket = connect_tcp(endpoint_.address, target_.connect_limit);
    reached_ = true;
    limit_silence(socket.get(), target_.dead_after);
    return shake_hands(std::move(socket), settings);
  }

  /// With time for whatever the host in between asks a person.
  SessionHandle connect_through(const std::string& command, HandshakeSettings settings) {
    settings.limit = std::max<std::chrono::milliseconds>(settings.limit, login_patience);
    proxy_.emplace(command);
    try {
      return shake_hands(proxy_->take_socket(), settings);
    } catch (const Error& error) {
      const auto said = proxy_->said();
      if (error.kind() != ErrorKind::unavailable || said.empty()) throw;
      throw Error{{.kind = ErrorKind::unavailable,
                   .what = error.failure().what,
                   .why = fmt::format("the proxy command ({}) said: {}", printable(command), said)}};
    }
  }

  const Target& target_;
  Person& person_;
  Endpoint endpoint_;
  bool& reached_;
  std::optional<Proxy> proxy_;
};

[[noreturn]] void throw_all_failed(const Target& target, const std::string& reasons) {
  throw Error{{.kind = ErrorKind::unavailable,
               .what = fmt::format("cannot reach {}", printable(target.site)),
               .why = reasons,
               .hint = "check the network (some sites need their VPN) and the site's status page, then try again"}};
}

}  // namespace

LoggedIn log_in(const Target& target, Person& person, Methods methods) {
  const auto around = surroundings();
  std::vector<Endpoint> endpoints;
  for (const auto& address : target.addresses)
    endpoints.push_back(resolve(target, address, around));
  const auto spent = user_directories().state / "logins";
  spend_login(spent, target.site, person);
  bool reached = false;
  std::string reasons;
  for (auto& endpoint : endpoints) {
    const auto name = known_hosts_name(endpoint.address);
    try {
      return Attempt{target, person, std::move(endpoint), reached}.run(methods);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::unavailable) throw;
      const auto& why = error.failure().why.empty() ? error.failure().what : error.failure().why;
      reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "\n", printable(name), why);
    }
  }
  if (!reached) give_login_back(spent, target.site);
  throw_all_failed(target, reasons);
}

}  // namespace aifactory::transport::ssh
