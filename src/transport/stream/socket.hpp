// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <sys/types.h>
#include <utility>

namespace aifactory::transport {

/// Two connected stream sockets of this machine, close-on-exec, with large buffers. Errors: io.
std::pair<UniqueFd, UniqueFd> make_socket_pair();

/// A pipe, close-on-exec: its reading end, then its writing end. Errors: io.
std::pair<UniqueFd, UniqueFd> make_pipe();

/// Makes a stream socket ready for frames: not blocking, close-on-exec, large buffers.
void prepare_socket(int fd);

/// Bytes sent, 0 when there is no room now, nothing when the other side is gone. Raises no SIGPIPE.
std::optional<std::size_t> send_some(int fd, std::span<const std::byte> first, std::span<const std::byte> second = {});

/// Bytes received into `first`, then `second`; 0 when nothing is there now, nothing when the other side is gone.
std::optional<std::size_t> receive_some(int fd, std::span<std::byte> first, std::span<std::byte> second = {});

}  // namespace aifactory::transport
