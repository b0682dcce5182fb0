// SPDX-License-Identifier: Apache-2.0
#include "transfer/pack_sender.hpp"

#include "aifactory/base/digest.hpp"

#include "transfer/source_file.hpp"

#include <algorithm>

namespace aifactory::transfer {
namespace {

constexpr std::uint64_t largest = std::uint64_t{256} << 10;
constexpr std::ptrdiff_t files_worth_packing = 64;
/// A stream moves the 2 MiB of its window in each round trip: with this much for each, few round trips are needed.
constexpr std::uint64_t worth_a_stream = std::uint64_t{8} << 20;
constexpr std::size_t left_at_once = 8;
/// A program takes this long to start at most, or others go on meanwhile.
constexpr std::chrono::milliseconds patience{500};

}  // namespace

void PackSender::take_small(Indexes& files) {
  const auto is_small = [this](std::uint32_t index) { return parts_.entries[index].size <= largest; };
  if (std::ranges::count_if(files, is_small) < files_worth_packing) return;
  const auto small = std::ranges::stable_partition(files, std::not_fn(is_small));
  waiting_.insert(waiting_.end(), small.begin(), small.end());
  files.erase(small.begin(), small.end());
}

void PackSender::start(std::size_t at_most) {
  const auto bytes = bytes_of(parts_.entries, {waiting_.begin(), waiting_.end()});
  started_ = std::chrono::steady_clock::now();
  const auto count = std::clamp<std::size_t>(bytes / worth_a_stream, 1, at_most);
  for (std::size_t i = 0; i < count; ++i)
    streams_.emplace_back(parts_.host, parts_.remote,
                          [this](std::uint32_t index, std::optional<ContentHash> there) { answered(index, there); });
}

void PackSender::serve(bool others_are_idle) {
  for (auto& stream : streams_) {
    do
      stream.serve();
    while (fill(stream));
  }
  streams_.remove_if([](const PackStream& stream) { return stream.over(); });
  if (streams_.empty()) return leave(waiting_.size());
  const bool any_ready = std::ranges::any_of(streams_, [](const PackStream& stream) { return stream.ready(); });
  const bool late = std::chrono::steady_clock::now() - started_ > patience;
  if (!any_ready && late && others_are_idle) leave(left_at_once);
  if (finished()) streams_.clear();
}

bool PackSender::fill(PackStream& stream) {
  bool any = false;
  while (!waiting_.empty() && stream.has_room() && parts_.pace.allows(Pace::Clock::now())) {
    const auto index = waiting_.front();
    waiting_.pop_front();
    put(stream, index);
    any = true;
  }
  return any;
}

/// A file that is another one by now is left to those who can tell what it has become.
void PackSender::put(PackStream& stream, std::uint32_t index) {
  const auto& entry = parts_.entries[index];
  SourceFile source{parts_.local.path_of(entry)};
  if (source.size() != entry.size || source.modified_ns() != entry.modified_ns) return uses_.left(index);
  buffer_.resize(entry.size);
  for (std::size_t at = 0; at < buffer_.size();) {
    const auto got = source.read(at, std::span(buffer_).subspan(at));
    if (got == 0) return uses_.left(index);
    at += got;
  }
  if (source.has_changed()) return uses_.left(index);
  Sha256 hash;
  hash.update(buffer_);
  here_[index] = *ContentHash::from_hex(hash.hex());
  parts_.pace.spend(entry.size);
  stream.put(index, entry, buffer_);
}

void PackSender::answered(std::uint32_t index, std::optional<ContentHash> there) {
  const auto here = here_.extract(index);
  if (!there) return uses_.left(index);
  parts_.tally.bytes(parts_.entries[index].size);
  parts_.tally.file();
  uses_.placed(index, here.mapped(), *there);
}

void PackSender::leave(std::size_t count) {
  for (count = std::min(count, waiting_.size()); count > 0; --count) {
    uses_.left(waiting_.front());
    waiting_.pop_front();
  }
}

void PackSender::poll_for(std::vector<pollfd>& waits) const {
  for (const auto& stream : streams_)
    waits.push_back(stream.poll_for());
}

}  // namespace aifactory::transfer
