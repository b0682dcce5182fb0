// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/digest.hpp"

#include "transfer/chunk_sender.hpp"

#include <cstdint>
#include <optional>
#include <poll.h>
#include <string>

namespace aifactory::transfer {

/// Cuts what a descriptor gives into chunks, hashing each and all.
class ChunkReader {
 public:
  ChunkReader(int descriptor, std::uint64_t offset);

  /// A chunk when one is full or the end has come; nothing while the descriptor has nothing. Errors: io.
  std::optional<Chunk> next();
  bool at_end() const { return ended_; }
  std::uint64_t position() const { return chunk_.offset + filled_; }
  /// The hash of all that was read, at the end.
  std::string sha256() { return whole_.hex(); }
  pollfd poll_for() const { return {.fd = descriptor_, .events = POLLIN, .revents = 0}; }

 private:
  bool is_ready() const;
  Chunk cut();

  int descriptor_;
  Chunk chunk_;
  std::size_t filled_ = 0;
  bool ended_ = false;
  Sha256 whole_;
};

}  // namespace aifactory::transfer
