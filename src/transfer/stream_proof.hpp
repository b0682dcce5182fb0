// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/follower.hpp"
#include "transfer/remote_hashes.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <poll.h>
#include <string>

namespace aifactory::transfer {

/// The hash that one file has on the host, computed while it arrives where the host can, else afterwards.
class StreamProof {
 public:
  /// Nothing is asked yet. `file` lies in `folder`.
  StreamProof(transport::Host& host, const std::string& folder, std::string file);

  /// The file holds its first `bytes` bytes.
  void advance(std::uint64_t bytes) { follower_.advance(0, file_, bytes); }
  /// Without blocking. Errors: try_again (connection).
  void serve() { follower_.serve(); }
  pollfd poll_for() const { return follower_.poll_for(); }

  /// Once it has all its bytes: waits for its hash; nothing when it could not be read there.
  std::optional<ContentHash> wait(Lanes& lanes, std::uint64_t size);

 private:
  void answered(std::optional<ContentHash> hash);

  std::string file_;
  Follower follower_;
  RemoteHashes hashes_;
  bool answered_ = false;
  std::optional<ContentHash> hash_;
};

}  // namespace aifactory::transfer
