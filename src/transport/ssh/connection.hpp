// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/transport/ssh.hpp"

#include "transport/ssh/authenticate.hpp"

#include <memory>

namespace aifactory::transport::ssh {

/// A way to a session's loop, wherever that runs.
class Connection {
 public:
  virtual ~Connection() = default;
  /// A new client of the loop; connects and logs in first when there is no live session. May block.
  virtual UniqueFd open_client() = 0;
};

/// Through the target's keeper, started when there is none.
std::unique_ptr<Connection> make_shared_connection(const Target& target, Person& person);

/// With a loop in a thread of this process.
std::unique_ptr<Connection> make_own_connection(const Target& target, Person& person, Methods methods);

}  // namespace aifactory::transport::ssh
