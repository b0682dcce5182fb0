// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/digest.hpp"
#include "aifactory/base/files.hpp"

#include "transfer/hasher.hpp"
#include "transfer/journal.hpp"
#include "transfer/lanes.hpp"
#include "transfer/local_tree.hpp"
#include "transfer/pace.hpp"
#include "transfer/piece_queue.hpp"
#include "transfer/source_file.hpp"
#include "transfer/tally.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace aifactory::transfer {

/// Sends files over all lanes: each file in pieces, each piece opened, written and closed by one lane. A file gets its
/// real name once every piece of it is acknowledged.
class Sender {
 public:
  struct Parts {
    std::vector<Entry>& entries;
    const LocalTree& local;
    std::string remote;
    Journal& journal;
    Hasher& hasher;
    Tally& tally;
    Pace& pace;
  };
  struct Uses {
    /// A file is begun, maybe once more: what is known of its hashes is no longer true.
    std::function<void(std::uint32_t index)> begun;
    /// A file of several pieces holds its first `bytes` bytes at `part` (relative).
    std::function<void(std::uint32_t index, const std::string& part, std::uint64_t bytes)> advanced;
    /// It has its real name on the other side. With its hash when that was computed on the way, else it comes from the
    /// hasher.
    std::function<void(std::uint32_t index, std::optional<ContentHash>)> placed;
  };
  Sender(Parts parts, Uses uses);

  /// A partial file is there: of each piece, that many bytes from its start need not be sent.
  void goes_on(std::uint32_t index, std::vector<std::uint64_t> good) {
    kept_[index] = std::move(good);
    written_over_.insert(index);
  }
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
  void skip_kept(File& file);
  void begin(Lane& lane, const PiecePtr& piece);
  void write_some(Lane& lane, const PiecePtr& piece);
  void skip_hole(Lane& lane, Piece& piece);
  void all_written(Lane& lane, const PiecePtr& piece);
  void answered(Lane& lane, const PiecePtr& piece);
  void piece_done(Lane& lane, const PiecePtr& piece);
  void advance(File& file, std::uint32_t piece);
  void whole(Lane& lane, const FilePtr& file);
  void renamed(Lane& lane, const FilePtr& file);
  void send_again(const FilePtr& file);

  Parts parts_;
  Uses uses_;
  PieceQueue<File> queue_;
  std::unordered_map<std::uint32_t, std::vector<std::uint64_t>> kept_;
  std::unordered_map<Lane*, std::deque<PiecePtr>> writing_;
  std::unordered_map<std::uint32_t, int> attempts_;
  std::unordered_set<std::uint32_t> written_over_;  ///< may have a partial file: its bytes count also in holes
  std::vector<std::byte> buffer_;
};

}  // namespace aifactory::transfer
