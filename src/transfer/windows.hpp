// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/lanes.hpp"

#include <algorithm>
#include <cstdint>

namespace aifactory::transfer {

/// How much a lane is given. A session channel of OpenSSH has a window of 2 MiB: twice that keeps it full while answers
/// travel, more only fills memory.
constexpr std::uint64_t bytes_under_way_at_most = 4u << 20;
constexpr std::size_t unsent_at_most = 1u << 20;
constexpr std::size_t pieces_at_most = 256;
/// The hashing thread stays this near to the sending one.
constexpr std::uint64_t read_ahead = 64u << 20;

inline bool has_room(const Lane& lane) {
  return lane.bytes_under_way < bytes_under_way_at_most && lane.files().unsent() < unsent_at_most;
}

/// The next piece is opened while the bytes of the one before still go.
inline bool may_begin_piece(const Lane& lane) {
  const std::size_t handles = lane.files().limits().open_handles;
  const auto most = handles == 0 ? pieces_at_most : std::clamp<std::size_t>(handles / 2, 1, pieces_at_most);
  return !lane.leaving && lane.pieces < most && lane.bytes_to_come < bytes_under_way_at_most;
}

}  // namespace aifactory::transfer
