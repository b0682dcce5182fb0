// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace aifactory::transfer {

/// A stock sshd allows ten sessions on a connection: two are left, one for the command that hashes and one for whatever
/// else goes through the shared connection.
constexpr int channels_by_default = 8;

constexpr std::size_t files_worth_several_channels = 48;

/// Opening them costs a round trip and more: is it made up for?
constexpr bool worth_several_channels(std::uint64_t bytes, std::size_t files) {
  return bytes >= std::uint64_t{1} << 20 || files >= files_worth_several_channels;
}

}  // namespace aifactory::transfer
