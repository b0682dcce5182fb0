// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/lanes.hpp"
#include "transfer/pace.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace aifactory::transfer {

/// A part of a file in memory.
struct Chunk {
  std::uint64_t number = 0;
  std::uint64_t offset = 0;
  std::vector<std::byte> bytes = {};
  std::string sha256 = {};
};

/// Writes chunks of one remote file over all lanes, each lane with a handle of its own.
class ChunkSender {
 public:
  struct Uses {
    std::function<void(std::uint64_t bytes)> written;  ///< acknowledged, as it goes
    std::function<void(const Chunk&)> acknowledged;    ///< all of a chunk
  };
  ChunkSender(std::string path, Pace& pace, Uses uses) : path_(std::move(path)), pace_(pace), uses_(std::move(uses)) {}

  void queue(Chunk chunk);
  /// Chunks that were queued and are not acknowledged yet: memory that is taken.
  std::size_t open_chunks() const { return open_; }
  bool has_unbegun_work() const { return !queue_.empty(); }
  void feed(Lane& lane);
  /// Closes all handles; open_chunks() must be 0.
  void close(Lanes& lanes);

 private:
  struct Going;
  using GoingPtr = std::shared_ptr<Going>;
  struct Seat {
    std::string handle = {};
    bool opening = false;
    GoingPtr going = {};
  };
  void open(Lane& lane, Seat& seat);
  void close(Lane& lane, Seat& seat);
  void write_some(Lane& lane, const Seat& seat);

  std::string path_;
  Pace& pace_;
  Uses uses_;
  std::deque<GoingPtr> queue_;
  std::unordered_map<Lane*, Seat> seats_;
  std::size_t open_ = 0;
};

}  // namespace aifactory::transfer
