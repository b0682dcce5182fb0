// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/transport/ssh.hpp"

#include <chrono>

namespace aifactory::transport::ssh {

/// A TCP connection to the first of the name's addresses that answers; they are tried a quarter of a second apart, as
/// RFC 8305 advises, so that a dead IPv6 route costs no more than that. No delay, keep-alive on.
/// Errors: unavailable with the reason (name not found, refused, no answer in time), interrupted.
UniqueFd connect_tcp(const Address& address, std::chrono::milliseconds limit);

/// Lets the kernel give up a connection whose data stays unacknowledged that long.
void limit_silence(int socket, std::chrono::milliseconds limit);

/// sshd sends the parts of a short answer one by one and waits for each to be acknowledged (it leaves Nagle's
/// algorithm on), which a kernel puts off for 40 ms unless told otherwise, again and again.
void acknowledge_at_once(int socket);

}  // namespace aifactory::transport::ssh
