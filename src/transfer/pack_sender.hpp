// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include "transfer/indexes.hpp"
#include "transfer/local_tree.hpp"
#include "transfer/pace.hpp"
#include "transfer/pack_stream.hpp"
#include "transfer/tally.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <poll.h>
#include <string>
#include <unordered_map>
#include <vector>

namespace aifactory::transfer {

/// Sends small files packed into a few streams, where the host has a program to take them. What it cannot send, it
/// leaves to others: on a host without such a program, all.
class PackSender {
 public:
  struct Parts {
    transport::Host& host;
    const std::string& remote;
    const std::vector<Entry>& entries;
    const LocalTree& local;
    Tally& tally;
    Pace& pace;
  };
  struct Uses {
    /// It has its real name on the other side; the hash of what was sent, and of what is there.
    std::function<void(std::uint32_t index, const ContentHash& here, const ContentHash& there)> placed;
    std::function<void(std::uint32_t index)> left;  ///< not sent
  };
  PackSender(const Parts& parts, Uses uses) : parts_(parts), uses_(std::move(uses)) {}

  /// Queues the small ones of these files and takes them out of the list, where they are enough to be worth it.
  void take_small(Indexes& files);
  /// Starts the streams: as many as what is queued is worth, `at_most`.
  void start(std::size_t at_most);
  /// Without blocking. While no stream is ready for long and there is nothing else to do, it leaves some to others.
  void serve(bool others_are_idle);

  bool has_unbegun_work() const { return !waiting_.empty(); }
  bool finished() const { return waiting_.empty() && here_.empty(); }
  /// One for each stream.
  void poll_for(std::vector<pollfd>& waits) const;

 private:
  bool fill(PackStream& stream);
  void put(PackStream& stream, std::uint32_t index);
  void answered(std::uint32_t index, std::optional<ContentHash> there);
  void leave(std::size_t count);

  Parts parts_;
  Uses uses_;
  std::list<PackStream> streams_;
  std::chrono::steady_clock::time_point started_{};
  std::deque<std::uint32_t> waiting_;
  std::unordered_map<std::uint32_t, ContentHash> here_;  ///< of files under way
  std::vector<std::byte> buffer_;
};

}  // namespace aifactory::transfer
