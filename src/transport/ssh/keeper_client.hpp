// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include "transport/stream/frame.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace aifactory::transport::ssh {

/// A greeted connection to the keeper behind a socket; empty when there is none of our version that answers. One of
/// another version is asked to make room.
UniqueFd connect_keeper(const std::filesystem::path& socket);

/// Sends a request that is answered in lines of NAME=VALUE (FrameKind::status, close) and waits until the keeper hangs
/// up. Nothing when no keeper answers.
std::optional<std::map<std::string, std::string>> ask_keeper(const std::filesystem::path& socket, FrameKind request);

}  // namespace aifactory::transport::ssh
