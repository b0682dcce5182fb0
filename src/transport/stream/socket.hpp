// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <sys/types.h>
#include <sys/un.h>
#include <utility>

namespace aifactory::transport {

/// Two connected stream sockets of this machine, close-on-exec, with large buffers. Errors: io.
std::pair<UniqueFd, UniqueFd> make_socket_pair();

/// A pipe, close-on-exec: its reading end, then its writing end. Errors: io.
std::pair<UniqueFd, UniqueFd> make_pipe();

/// Makes a stream socket ready for frames: not blocking, close-on-exec, large buffers.
void prepare_socket(int fd);

/// A new stream socket, close-on-exec; empty, with errno set, when the system has none of that family.
UniqueFd make_socket(int family);

/// The address of a unix socket; nothing when the path is too long for one.
std::optional<sockaddr_un> local_address(const std::filesystem::path& path);

/// A socket, still blocking, connected to the unix socket at `path`; empty when nobody listens there. Waits up to
/// `limit` for room in the queue.
UniqueFd connect_local(const std::filesystem::path& path, std::chrono::seconds limit);

/// Bytes sent, 0 when there is no room now, nothing when the other side is gone. Raises no SIGPIPE.
std::optional<std::size_t> send_some(int fd, std::span<const std::byte> first, std::span<const std::byte> second = {});

/// Bytes received into `first`, then `second`; 0 when nothing is there now, nothing when the other side is gone.
std::optional<std::size_t> receive_some(int fd, std::span<std::byte> first, std::span<std::byte> second = {});

}  // namespace aifactory::transport
