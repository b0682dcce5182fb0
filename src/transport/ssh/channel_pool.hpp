// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/ssh/handles.hpp"
#include "transport/ssh/link.hpp"
#include "transport/ssh/liveness.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace aifactory::transport::ssh {

/// Session channels opened ahead of their use, several at once, and what the server has let us know about how many it
/// allows (MaxSessions of sshd_config(5) is never announced: one learns it from the first refusal).
class ChannelPool {
 public:
  explicit ChannelPool(Link& link);

  /// What shall be ready, and how much of it somebody waits for.
  struct Demand {
    std::size_t ready = 1;
    std::size_t waiting = 0;
  };
  /// Follows up opens under way and starts those that `demand` needs and the limit allows.
  void advance(Demand demand, Liveness::Moment now);

  /// An open channel that nobody uses, or null. give_back() once it is closed.
  ChannelHandle take();
  void give_back();
  /// Closes what nobody uses.
  void clear();

  std::size_t ready() const { return ready_.size(); }
  std::size_t in_use() const { return in_use_; }
  bool opening() const { return !opening_.empty(); }
  /// The server has refused one, and nothing has changed since.
  bool exhausted() const { return limit_ && total() >= *limit_; }
  /// It allowed more before: a session counts there until its program is gone, which is a moment after we closed it.
  bool transient() const { return limit_ && *limit_ < most_; }
  /// Not one channel is to be had. Where there were some, it may take seconds until the server has closed them.
  bool refused_for_good() const { return lonely_refusals_ >= (most_ == 0 ? patience : long_patience) && total() == 0; }

  /// When to come back although nothing has happened.
  std::optional<Liveness::Moment> next_look() const { return retry_at_; }

 private:
  static constexpr int patience = 3;
  static constexpr int long_patience = 10;
  std::size_t total() const { return in_use_ + ready_.size() + opening_.size(); }
  void follow_up(Liveness::Moment now);
  void note_refusal(Liveness::Moment now);
  void start_one(Liveness::Moment now);

  Link& link_;
  std::vector<ChannelHandle> ready_;
  std::vector<ChannelHandle> opening_;
  std::size_t in_use_ = 0;
  std::size_t most_ = 0;  ///< channels that were open at once
  std::optional<std::size_t> limit_;
  std::optional<Liveness::Moment> retry_at_;
  bool returned_ = false;    ///< one was, since the last look
  int refusals_ = 0;         ///< in a row
  int lonely_refusals_ = 0;  ///< of them, those while there was no other channel
};

/// Makes the server's sending window of a channel as large as we can use. libssh's own 64 KiB to 1.2 MiB would hold a
/// download to that much a round trip. May run callbacks; returns stdout that nobody has taken, in the link's scratch.
std::span<const std::byte> widen_window(Link& link, ssh_channel channel);
constexpr std::size_t wide_window = Link::scratch_size;

}  // namespace aifactory::transport::ssh
