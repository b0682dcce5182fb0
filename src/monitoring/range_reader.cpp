// SPDX-License-Identifier: Apache-2.0
#include "monitoring/range_reader.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/transport/refusal.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <optional>
#include <poll.h>

namespace aifactory::monitoring {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t lanes_at_most = 7;
constexpr std::uint64_t worth_a_lane = std::uint64_t{2} << 20;
constexpr std::size_t reads_ahead = 16;  // on each lane
constexpr std::uint64_t largest_read = std::uint64_t{256} << 10;
constexpr std::uint64_t window = std::uint64_t{64} << 20;
constexpr auto range_patience = std::chrono::minutes(1);

/// Nothing when the host refuses a (further) one.
std::unique_ptr<transport::FileChannel> open_lane(transport::Host& host) {
  try {
    return host.open_files();
  } catch (const Error& error) {
    if (transport::is_refusal(error)) return nullptr;
    throw;
  }
}

}  // namespace

/// One range on its way.
class RangeReader::Reading {
 public:
  Reading(std::vector<Lane>& lanes, const Range& range, const Sink& sink)
      : lanes_(lanes), sink_(sink), end_(range.to), next_(range.from), given_(range.from) {}

  Outcome run() {
    auto last = Clock::now();
    while (true) {
      fill();
      if (receive())
        last = Clock::now();
      else if (is_over())
        return given_ == whole_end_ ? Outcome::whole : Outcome::stopped;
      else
        wait(last);
    }
  }

 private:
  bool is_over() const {
    return next_ >= end_ && std::ranges::all_of(lanes_, [](const Lane& lane) { return lane.asked.empty(); });
  }

  /// In turns, so that what comes first is what is to be given first.
  void fill() {
    while (next_ < end_ && next_ < given_ + window) {
      auto& lane = *std::ranges::min_element(lanes_, {}, [](const Lane& each) { return each.asked.size(); });
      if (lane.asked.size() >= reads_ahead) return;
      const auto size = std::min<std::uint64_t>(lane.files->limits().read_size, largest_read);
      const auto count = static_cast<std::uint32_t>(std::min(size, end_ - next_));
      ask(lane, {next_, count});
      next_ += count;
    }
  }

  void ask(Lane& lane, Asked what) {
    const transport::request::Read read{.handle = lane.handle, .offset = what.offset, .size = what.size};
    lane.asked.emplace(lane.files->submit(read), what);
  }

  bool receive() {
    bool any = false;
    for (auto& lane : lanes_)
      for (auto& reply : lane.files->receive()) {
        any = true;
        take(lane, reply);
      }
    return any;
  }

  void take(Lane& lane, transport::Reply& reply) {
    const auto found = lane.asked.find(reply.id);
    if (found == lane.asked.end()) return;
    const auto what = found->second;
    lane.asked.erase(found);
    if (reply.status != transport::FileStatus::ok || reply.data.empty()) {
      end_ = std::min(end_, what.offset);
      return;
    }
    const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(reply.data.size(), what.size));
    reply.data.resize(size);
    early_.emplace(what.offset, std::move(reply.data));
    if (size < what.size) ask(lane, {what.offset + size, what.size - size});
    give();
  }

  void give() {
    for (auto first = early_.begin(); first != early_.end() && first->first == given_; first = early_.begin()) {
      const auto bytes = std::move(first->second);
      early_.erase(first);
      given_ += bytes.size();
      sink_({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
  }

  void wait(Clock::time_point last) const {
    std::vector<pollfd> all{{.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0}};
    for (const auto& lane : lanes_) {
      all.push_back(lane.files->poll_for());
      if (all.back().fd < 0) return;
    }
    ::poll(all.data(), all.size(), 1000);
    throw_if_interrupted();
    if (Clock::now() - last > range_patience)
      throw Error{{.kind = ErrorKind::try_again, .what = "the file server does not answer"}};
  }

  std::vector<Lane>& lanes_;
  const Sink& sink_;
  std::uint64_t end_, whole_end_ = end_;
  std::uint64_t next_, given_;
  std::map<std::uint64_t, std::vector<std::byte>> early_;
};

RangeReader::Outcome RangeReader::read(const Range& range, const Confirm& confirm, const Sink& sink) {
  try {
    grow(range.to - range.from);
    if (lanes_.empty() || !open(range.path)) return Outcome::unavailable;
    const auto outcome = confirm() ? Reading(lanes_, range, sink).run() : Outcome::stopped;
    close();
    return outcome;
  } catch (...) {
    lanes_.clear();  // with reads still on their way, or of a connection that was lost since the last part
    throw;
  }
}

/// All at once, since opening costs round trips; where the first cannot be had, the others are not tried.
void RangeReader::grow(std::uint64_t bytes) {
  if (lanes_.empty()) {
    auto first = open_lane(host_);
    if (!first) return;
    lanes_.push_back({std::move(first)});
  }
  if (lanes_.front().files->poll_for().fd < 0) return;  // this machine: one is as fast as many
  const auto wanted = static_cast<std::size_t>(std::clamp<std::uint64_t>(bytes / worth_a_lane, 1, lanes_at_most));
  std::vector<std::future<std::unique_ptr<transport::FileChannel>>> opening;
  for (auto count = lanes_.size(); count < wanted; ++count)
    opening.push_back(std::async(std::launch::async, [this] { return open_lane(host_); }));
  for (auto& one : opening)
    if (auto files = one.get()) lanes_.push_back({std::move(files)});
}

/// Each in a thread of its own, as they wait for their answers.
bool RangeReader::open(const std::string& path) {
  const auto open_on = [&path](Lane& lane) {
    const auto reply = transport::ask(*lane.files, transport::request::Open{.path = path});
    lane.handle = reply.status == transport::FileStatus::ok ? reply.text : "";
  };
  std::vector<std::future<void>> opening;
  for (auto& lane : lanes_)
    opening.push_back(std::async(std::launch::async, open_on, std::ref(lane)));
  for (auto& one : opening)
    one.get();
  std::erase_if(lanes_, [](const Lane& lane) { return lane.handle.empty(); });
  return !lanes_.empty();
}

/// The answers are passed over when they come.
void RangeReader::close() {
  for (auto& lane : lanes_)
    lane.files->submit(transport::request::Close{.handle = lane.handle});
}

}  // namespace aifactory::monitoring
