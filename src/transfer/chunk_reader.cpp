// SPDX-License-Identifier: Apache-2.0
#include "transfer/chunk_reader.hpp"

#include "aifactory/base/error.hpp"

#include "transfer/stream_journal.hpp"

#include <cerrno>
#include <span>
#include <unistd.h>

namespace aifactory::transfer {

ChunkReader::ChunkReader(int descriptor, std::uint64_t offset) : descriptor_(descriptor) {
  chunk_.number = offset / chunk_size;
  chunk_.offset = offset;
}

bool ChunkReader::is_ready() const {
  pollfd waiting = poll_for();
  return ::poll(&waiting, 1, 0) > 0;
}

std::optional<Chunk> ChunkReader::next() {
  while (!ended_ && filled_ < chunk_size) {
    if (!is_ready()) return std::nullopt;
    chunk_.bytes.resize(chunk_size);
    const auto room = std::span(chunk_.bytes).subspan(filled_);
    const auto got = ::read(descriptor_, room.data(), room.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) throw system_error("cannot read what is to be sent", errno);
    ended_ = got == 0;
    filled_ += static_cast<std::size_t>(got);
  }
  if (filled_ == 0) return std::nullopt;
  return cut();
}

Chunk ChunkReader::cut() {
  Chunk full = std::move(chunk_);
  full.bytes.resize(filled_);
  whole_.update(full.bytes);
  Sha256 hash;
  hash.update(full.bytes);
  full.sha256 = hash.hex();
  chunk_ = {.number = full.number + 1, .offset = full.offset + filled_};
  filled_ = 0;
  return full;
}

}  // namespace aifactory::transfer
