// SPDX-License-Identifier: Apache-2.0
// Links only if no_kerberos.cpp has all that libssh refers to (static-libraries.cmake).
#include <libssh/libssh.h>

int main() {
  ssh_session session = ssh_new();
  const bool refused = ssh_connect(session) == SSH_ERROR || ssh_userauth_gssapi(session) != SSH_AUTH_SUCCESS;
  ssh_free(session);
  return refused ? 0 : 1;
}
