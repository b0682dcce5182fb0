// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/channel_pool.hpp"

#include <algorithm>
#include <utility>

namespace aifactory::transport::ssh {
namespace {

constexpr std::size_t opens_at_once = 16;
constexpr auto shortest_pause = std::chrono::milliseconds(50);
constexpr int most_doublings = 6;
/// Refusals in a row after which what is allowed now is taken for what is allowed: a program that does not end with
/// its channel counts there for as long as it likes.
constexpr int hope = 6;

}  // namespace

ChannelPool::ChannelPool(Link& link) : link_(link) {
  if (auto first = link.take_first_channel()) opening_.push_back(std::move(first));
}

void ChannelPool::advance(Demand demand, Liveness::Moment now) {
  follow_up(now);
  std::erase_if(ready_, [](const ChannelHandle& channel) { return ssh_channel_is_open(channel.get()) == 0; });
  if (std::exchange(returned_, false) && retry_at_) retry_at_ = std::min(*retry_at_, now + shortest_pause);
  if (retry_at_ && now >= *retry_at_) {
    retry_at_.reset();
    if (transient() || demand.waiting > ready_.size()) limit_.reset();
  }
  const auto wanted = demand.ready + demand.waiting;
  const auto at_once = link_.keeps_idle_channels() ? opens_at_once : 1;
  while (ready_.size() + opening_.size() < wanted && opening_.size() < at_once && !exhausted())
    start_one(now);
}

/// The answer may be here before the call has returned.
void ChannelPool::start_one(Liveness::Moment now) {
  ChannelHandle channel{ssh_channel_new(link_.session())};
  if (!channel || ssh_channel_open_session(channel.get()) == SSH_ERROR) {
    channel.reset();
    return note_refusal(now);
  }
  opening_.push_back(std::move(channel));
}

void ChannelPool::follow_up(Liveness::Moment now) {
  for (auto& channel : opening_) {
    const int result = ssh_channel_open_session(channel.get());
    if (result == SSH_AGAIN) continue;
    if (result == SSH_OK) {
      refusals_ = lonely_refusals_ = 0;
      widen_window(link_, channel.get());
      ready_.push_back(std::move(channel));
      most_ = std::max(most_, in_use_ + ready_.size());
    } else {
      channel.reset();
      note_refusal(now);
    }
  }
  std::erase(opening_, nullptr);
}

/// Those that were asked for together are refused together: that is one refusal.
void ChannelPool::note_refusal(Liveness::Moment now) {
  limit_ = in_use_ + ready_.size();
  if (retry_at_) return;
  retry_at_ = now + shortest_pause * (1 << std::min(refusals_, most_doublings));
  ++refusals_;
  if (refusals_ > hope && *limit_ > 0) most_ = *limit_;
  lonely_refusals_ = *limit_ == 0 ? lonely_refusals_ + 1 : 0;
}

ChannelHandle ChannelPool::take() {
  while (!ready_.empty()) {
    auto channel = std::move(ready_.back());
    ready_.pop_back();
    if (ssh_channel_is_open(channel.get()) == 0) continue;
    ++in_use_;
    return channel;
  }
  return {};
}

/// The server may still count it for a moment.
void ChannelPool::give_back() {
  --in_use_;
  refusals_ = 0;
  returned_ = true;
}

void ChannelPool::clear() {
  ready_.clear();
  opening_.clear();
}

std::span<const std::byte> widen_window(Link& link, ssh_channel channel) {
  // The window grows to what is asked for, whatever is there to be read.
  const auto room = link.scratch();
  const int size = ssh_channel_read_timeout(channel, room.data(), static_cast<std::uint32_t>(wide_window), 0, 0);
  return room.first(static_cast<std::size_t>(std::max(size, 0)));
}

}  // namespace aifactory::transport::ssh
