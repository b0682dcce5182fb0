// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/ssh.hpp"

#include "transport/ssh/authenticate.hpp"
#include "transport/ssh/handles.hpp"

#include <string>

namespace aifactory::transport::ssh {

/// A session that is logged in. Does not block.
struct LoggedIn {
  SessionHandle session;
  ChannelHandle first_channel;  ///< asked for already; may be null, or not open yet
  std::string address;          ///< "alice@alogin1.bsc.es"
};

/// Connects to the first address of the target that answers, checks its host key and logs in. The site's budget of
/// logins is drawn on. Errors: unavailable (every address with its reason), not_permitted, config, interrupted.
LoggedIn log_in(const Target& target, Person& person, Methods methods);

}  // namespace aifactory::transport::ssh
