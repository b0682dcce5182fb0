// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include <string>
#include <sys/types.h>

namespace aifactory::transport::ssh {

/// A ProxyCommand: a child whose stdin and stdout are a socket to the server. It ends with the socket. Until the login
/// has gone well it is ended with this object: it may still ask for a password on the terminal.
class Proxy {
 public:
  /// Errors: io.
  explicit Proxy(const std::string& command);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;
  void keep() { pid_ = -1; }
  UniqueFd take_socket() { return std::move(socket_); }
  /// What it has printed to stderr so far, made printable: the reason, when no connection came about.
  std::string said() const;

 private:
  UniqueFd socket_;
  UniqueFd said_;
  pid_t pid_ = -1;
};

}  // namespace aifactory::transport::ssh
