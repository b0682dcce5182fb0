// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/lanes.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace aifactory::transfer {

/// Reads one remote file from its beginning to its end over one lane, several reads ahead, and hands the bytes on in
/// order. Keeps itself alive while answers are due.
class RemoteReader : public std::enable_shared_from_this<RemoteReader> {
 public:
  using Sink = std::function<void(std::span<const std::byte>)>;
  /// Given the first reply that was not ok; end_of_file when the file was read to its end.
  using Done = std::function<void(transport::Reply&)>;
  static void start(Lane& lane, const std::string& path, Sink sink, Done done);

  RemoteReader(Lane& lane, Sink sink, Done done) : lane_(lane), sink_(std::move(sink)), done_(std::move(done)) {}

 private:
  void opened(transport::Reply& reply);
  void read_ahead();
  void read(std::uint64_t offset, std::uint32_t size);
  void arrived(std::uint64_t offset, std::uint32_t size, transport::Reply& reply);
  void hand_on();
  void end_if_over();

  Lane& lane_;
  Sink sink_;
  Done done_;
  std::string handle_;
  std::optional<std::uint64_t> size_;  ///< what the server says; saves questions behind the end
  std::uint64_t asked_ = 0;            ///< offset up to which reads were sent
  std::uint64_t handed_ = 0;           ///< offset up to which the sink has the bytes
  std::size_t under_way_ = 0;          ///< requests
  std::map<std::uint64_t, std::vector<std::byte>> early_;
  transport::Reply ending_;  ///< not ok once there was one
};

}  // namespace aifactory::transfer
