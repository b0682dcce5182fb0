// SPDX-License-Identifier: Apache-2.0
#include "transfer/remote_reader.hpp"

#include <algorithm>

namespace aifactory::transfer {
namespace {

/// Asked for before it is known how long the file is: nothing that is there costs little to ask for, and a round trip
/// more than a few short answers.
constexpr std::uint64_t bytes_ahead = std::uint64_t{1} << 20;
constexpr std::uint64_t reads_ahead = 8;  ///< at least

}  // namespace

void RemoteReader::start(Lane& lane, const std::string& path, Sink sink, Done done) {
  auto reader = std::make_shared<RemoteReader>(lane, std::move(sink), std::move(done));
  lane.submit(transport::request::Open{.path = path}, [reader](transport::Reply& reply) { reader->opened(reply); });
}

void RemoteReader::opened(transport::Reply& reply) {
  if (reply.status != transport::FileStatus::ok) return done_(reply);
  handle_ = reply.text;
  ++under_way_;
  lane_.submit(transport::request::StatHandle{.handle = handle_}, [self = shared_from_this()](transport::Reply& found) {
    --self->under_way_;
    if (found.status == transport::FileStatus::ok) self->size_ = found.attributes.size;
    self->end_if_over();
  });
  read_ahead();
}

void RemoteReader::read_ahead() {
  const std::uint32_t size = lane_.files().limits().read_size;
  const std::uint64_t window = std::max(bytes_ahead, reads_ahead * size);
  const bool length_known = size_.value_or(0) > 0;  // some file systems say 0 of what they make up
  const auto enough = [&] { return length_known && asked_ >= *size_ + size; };  // one that lies behind it tells the end
  while (ending_.status == transport::FileStatus::ok && asked_ - handed_ < window && !enough()) {
    read(asked_, size);
    asked_ += size;
  }
}

void RemoteReader::read(std::uint64_t offset, std::uint32_t size) {
  ++under_way_;
  lane_.submit(
      transport::request::Read{.handle = handle_, .offset = offset, .size = size},
      [self = shared_from_this(), offset, size](transport::Reply& reply) { self->arrived(offset, size, reply); });
}

void RemoteReader::arrived(std::uint64_t offset, std::uint32_t size, transport::Reply& reply) {
  --under_way_;
  if (reply.status == transport::FileStatus::ok && !reply.data.empty()) {
    const auto got = static_cast<std::uint32_t>(reply.data.size());
    early_.emplace(offset, std::move(reply.data));
    if (got < size && size_ != offset + got) read(offset + got, size - got);  // servers may give less than asked
    hand_on();
  } else if (ending_.status == transport::FileStatus::ok || ending_.status == transport::FileStatus::end_of_file) {
    ending_ = std::move(reply);
    if (ending_.status == transport::FileStatus::ok) ending_.status = transport::FileStatus::end_of_file;
  }
  read_ahead();
  end_if_over();
}

void RemoteReader::end_if_over() {
  if (under_way_ > 0) return;
  lane_.submit(transport::request::Close{.handle = handle_}, [](transport::Reply&) {});
  done_(ending_);
}

void RemoteReader::hand_on() {
  for (auto next = early_.find(handed_); next != early_.end(); next = early_.find(handed_)) {
    sink_(next->second);
    handed_ += next->second.size();
    early_.erase(next);
  }
}

}  // namespace aifactory::transfer
