// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"

#include "transfer/follower.hpp"
#include "transfer/hasher.hpp"
#include "transfer/indexes.hpp"
#include "transfer/local_tree.hpp"
#include "transfer/remote_hashes.hpp"
#include "transfer/verdicts.hpp"

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace aifactory::transfer {

/// What is proved of an upload by the hashes of both sides: that files arrived as they are here, and which of those
/// that are there already are the same.
class UploadProofs {
 public:
  struct Parts {
    transport::Host& host;
    const std::string& remote;
    std::vector<Entry>& entries;
    Hasher& hasher;
    Proof extent;
    const LocalTree& local;
  };
  struct Uses {
    std::function<void(std::uint32_t index)> same;    ///< a file that was there already
    std::function<void(std::uint32_t index)> resend;  ///< it did not arrive as it is here
  };
  UploadProofs(const Parts& parts, Uses uses);

  /// These are there already, in the right size.
  void check(const Indexes& files) { checks_.assign(files.begin(), files.end()); }
  bool checks_done() const { return checks_.empty() && checking_.empty(); }
  /// After that: those that are not the same.
  Indexes take_differing() { return std::exchange(differing_, {}); }

  void start_following() { follower_.start(); }
  // As Sender tells of each file.
  void begun(std::uint32_t index);
  void advanced(std::uint32_t index, const std::string& part, std::uint64_t bytes);
  void placed(std::uint32_t index, std::optional<ContentHash> hash);
  /// As PackSender tells of each file.
  void placed(std::uint32_t index, const ContentHash& here, const ContentHash& there);

  /// Takes in what both sides have hashed; no more files will come once `all_sent`. Errors: io for a file that arrived
  /// damaged twice.
  void serve(bool all_sent);
  void feed(Lane& lane) { hashes_.feed(lane); }
  std::array<pollfd, 3> poll_for() const {
    return {parts_.hasher.poll_for(), hashes_.poll_for(), follower_.poll_for()};
  }
  bool finished() const;
  /// Only the other side's hashes are still to come.
  bool waits() const { return waits_; }

 private:
  bool is_proved(std::uint32_t index) const { return includes(parts_.extent, index); }
  void ask_checks();
  void share_sessions();
  void here(std::uint32_t index, std::optional<ContentHash> hash);
  void followed(std::uint32_t index, std::optional<ContentHash> hash);
  void there(const std::string& path, std::optional<ContentHash> hash);
  void judge(std::uint32_t index, Verdicts::Verdict verdict);

  Parts parts_;
  Uses uses_;
  Verdicts verdicts_;
  RemoteHashes hashes_;
  Follower follower_;
  std::deque<std::uint32_t> checks_;
  std::set<std::uint32_t> checking_;
  Indexes differing_;
  std::set<std::uint32_t> sent_twice_;
  bool waits_ = false;
};

}  // namespace aifactory::transfer
