// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/handshake.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/waiting.hpp"

#include <fmt/format.h>

#if defined(__linux__) && defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace aifactory::transport::ssh {
namespace {

bool cpu_has_aes() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("aes") != 0;
#elif defined(__linux__) && defined(__aarch64__)
  constexpr unsigned long hwcap_aes = 1ul << 3;
  return (::getauxval(AT_HWCAP) & hwcap_aes) != 0;
#elif defined(__aarch64__)
  return true;
#else
  return false;
#endif
}

/// The fastest first: with AES instructions AES-GCM moves about twice as much as ChaCha20.
const char* ciphers() {
  return cpu_has_aes() ? "aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,"
                         "aes256-ctr,aes192-ctr,aes128-ctr"
                       : "chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-gcm@openssh.com,"
                         "aes256-ctr,aes192-ctr,aes128-ctr";
}

void set(ssh_session session, ssh_options_e option, const void* value) {
  if (ssh_options_set(session, option, value) < 0)
    throw Error{{.kind = ErrorKind::bug, .what = "libssh refused an option", .why = ssh_get_error(session)}};
}

SessionHandle configured(const HandshakeSettings& settings) {
  SessionHandle session{ssh_new()};
  const bool no = false;
  const int level = SSH_LOG_NOLOG;
  set(session.get(), SSH_OPTIONS_LOG_VERBOSITY, &level);
  set(session.get(), SSH_OPTIONS_PROCESS_CONFIG, &no);
  set(session.get(), SSH_OPTIONS_HOST, settings.host.c_str());
  set(session.get(), SSH_OPTIONS_USER, settings.user.c_str());
  set(session.get(), SSH_OPTIONS_CIPHERS_C_S, ciphers());
  set(session.get(), SSH_OPTIONS_CIPHERS_S_C, ciphers());
  if (!settings.host_key_algorithms.empty())
    set(session.get(), SSH_OPTIONS_HOSTKEYS, settings.host_key_algorithms.c_str());
  ssh_set_blocking(session.get(), 0);
  return session;
}

}  // namespace

SessionHandle shake_hands(UniqueFd socket, const HandshakeSettings& settings) {
  auto session = configured(settings);
  const int fd = socket.release();  // closed with the session
  set(session.get(), SSH_OPTIONS_FD, &fd);
  const int result = await(session.get(), settings.limit, SSH_AGAIN, [&] { return ssh_connect(session.get()); });
  if (result == SSH_OK) return session;
  throw Error{{.kind = ErrorKind::unavailable,
               .what = fmt::format("no SSH connection to {}", settings.host),
               .why = printable(ssh_get_error(session.get()))}};
}

/// By its name: ssh_get_openssh_version() of libssh 0.10 cannot read versions of two digits.
bool is_openssh(ssh_session session) {
  const char* banner = ssh_get_serverbanner(session);
  return banner != nullptr && std::string_view{banner}.find("-OpenSSH_") != std::string_view::npos;
}

}  // namespace aifactory::transport::ssh
