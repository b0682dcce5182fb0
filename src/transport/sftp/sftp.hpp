// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/channel.hpp"
#include "aifactory/transport/file_channel.hpp"

#include <chrono>
#include <memory>

namespace aifactory::transport {

/// SFTP version 3 over the streams of a server program (the `sftp` subsystem). Returns at once: the greeting is awaited
/// while requests queue up. Besides FileChannel's errors: unavailable when the program ends before it greeted, or has
/// not greeted within `patience`, in which the user's shell starts it.
std::unique_ptr<FileChannel> make_sftp(std::unique_ptr<Channel> server,
                                       std::chrono::seconds patience = std::chrono::minutes(2));

}  // namespace aifactory::transport
