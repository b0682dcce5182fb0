// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include "transfer/hasher.hpp"
#include "transfer/journal.hpp"
#include "transfer/lanes.hpp"
#include "transfer/pace.hpp"
#include "transfer/piece_queue.hpp"
#include "transfer/tally.hpp"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace aifactory::transfer {

/// Fetches files over all lanes, as Sender sends them: in pieces, into a partial file that gets its name when it is
/// whole. The folders must be there.
class Receiver {
 public:
  struct Parts {
    std::vector<Entry>& entries;
    std::string remote;
    std::filesystem::path local;
    Journal& journal;
    Hasher& hasher;
    Tally& tally;
    Pace& pace;
  };
  /// Told of a file under its real name here, and its hash when it was computed on the way; else it comes from the
  /// hasher.
  using Placed = std::function<void(std::uint32_t index, std::optional<ContentHash>)>;
  Receiver(Parts parts, Placed placed) : parts_(std::move(parts)), placed_(std::move(placed)) {}

  void queue(std::uint32_t index) { queue_.add(index); }
  /// Gives the lane as much to do as it should have.
  void feed(Lane& lane);
  bool finished() const { return queue_.finished(); }
  bool has_unbegun_work() const { return queue_.has_unbegun_work(); }

 private:
  struct File;
  struct Piece;
  using FilePtr = std::shared_ptr<File>;
  using PiecePtr = std::shared_ptr<Piece>;

  PiecePtr next_piece();
  FilePtr begin_file(std::uint32_t index);
  void skip_acknowledged(File& file);
  void begin(Lane& lane, const PiecePtr& piece);
  void ask(Lane& lane, const PiecePtr& piece, std::uint64_t offset, std::uint32_t size);
  void arrived(Lane& lane, const PiecePtr& piece, std::uint64_t offset, transport::Reply& reply);
  void store(File& file, std::uint64_t offset, std::span<const std::byte> bytes) const;
  void piece_done(Lane& lane, const PiecePtr& piece);
  void whole(const FilePtr& file);

  Parts parts_;
  Placed placed_;
  PieceQueue<File> queue_;
  std::unordered_map<Lane*, std::deque<PiecePtr>> reading_;
};

}  // namespace aifactory::transfer
