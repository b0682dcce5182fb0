// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include <string>

namespace aifactory::transport::ssh {

/// A ProxyCommand: a child whose stdin and stdout are a socket to the server. It ends with the socket.
class Proxy {
 public:
  /// Errors: io.
  explicit Proxy(const std::string& command);
  UniqueFd take_socket() { return std::move(socket_); }
  /// What it has printed to stderr so far, made printable: the reason, when no connection came about.
  std::string said() const;

 private:
  UniqueFd socket_;
  UniqueFd said_;
};

}  // namespace aifactory::transport::ssh
