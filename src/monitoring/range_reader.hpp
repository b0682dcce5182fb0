// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::monitoring {

/// Reads a large part of one file over several file channels at once, many reads ahead on each, and gives the bytes in
/// order. Channels stay open for the next part.
class RangeReader {
 public:
  explicit RangeReader(transport::Host& host) : host_(host) {}

  struct Range {
    const std::string& path;
    std::uint64_t from, to;
  };
  /// `confirm` is called once the file is open on all channels: is it still the one that is meant?
  using Confirm = std::function<bool()>;
  using Sink = std::function<void(std::string_view)>;
  enum class Outcome {
    whole,
    stopped,      ///< not confirmed, or the file ended early
    unavailable,  ///< this host gives no file channel, or does not open the file there
  };
  /// Errors: try_again (connection), protocol, interrupted, what `sink` and `confirm` throw.
  Outcome read(const Range& range, const Confirm& confirm, const Sink& sink);

 private:
  struct Asked {
    std::uint64_t offset;
    std::uint32_t size;
  };
  struct Lane {
    std::unique_ptr<transport::FileChannel> files;
    std::string handle = {};
    std::map<transport::RequestId, Asked> asked = {};
  };
  class Reading;
  void grow(std::uint64_t bytes);
  bool open(const std::string& path);
  void close();

  transport::Host& host_;
  std::vector<Lane> lanes_;
};

}  // namespace aifactory::monitoring
