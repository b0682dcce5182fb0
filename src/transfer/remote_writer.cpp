// SPDX-License-Identifier: Apache-2.0
#include "transfer/remote_writer.hpp"

#include "transfer/path.hpp"

#include <algorithm>
#include <utility>

namespace aifactory::transfer {
namespace {

constexpr std::size_t unanswered_at_most = 16;

using transport::Reply;
namespace request = transport::request;

}  // namespace

RemoteWriter::RemoteWriter(Lanes& lanes, std::string path, std::uint32_t mode)
    : lanes_(lanes), path_(std::move(path)), part_(part_path(path_)), mode_(mode) {}

void RemoteWriter::answered(Reply& reply, const std::string& what) {
  --unanswered_;
  require_ok(reply, what + " " + part_);
}

void RemoteWriter::open() {
  if (std::exchange(opened_, true)) return;
  ++unanswered_;
  lanes_.first().submit(
      request::Open{.path = part_, .access = request::Access::write, .create = request::Create::truncate},
      [this](Reply& reply) {
        answered(reply, "create");
        handle_ = reply.text;
      });
}

void RemoteWriter::add(std::string_view text) {
  block_ += text;
  const std::size_t size = lanes_.first().files().limits().write_size;
  while (block_.size() >= size)
    write(size);
}

void RemoteWriter::write(std::size_t size) {
  open();
  while (handle_.empty() || unanswered_ >= unanswered_at_most)
    lanes_.turn({}, turn_patience);
  ++unanswered_;
  const auto bytes = std::as_bytes(std::span(block_)).first(size);
  lanes_.first().submit(request::Write{.handle = handle_, .offset = at_, .bytes = bytes},
                        [this](Reply& reply) { answered(reply, "write"); });
  at_ += size;
  block_.erase(0, size);
}

void RemoteWriter::close() {
  open();
  const std::size_t size = lanes_.first().files().limits().write_size;
  while (!block_.empty())
    write(std::min(block_.size(), size));
  while (handle_.empty())
    lanes_.turn({}, turn_patience);
  const auto check = [this](Reply& reply) { answered(reply, "write"); };
  unanswered_ += 2;
  lanes_.first().submit(request::SetHandleAttributes{.handle = handle_, .attributes = {.mode = mode_}}, check);
  lanes_.first().submit(request::Close{.handle = handle_}, check);
  closed_ = true;
}

void RemoteWriter::discard() {
  if (!opened_) return;
  if (!closed_) close();
  settle();
  opened_ = closed_ = false;
  handle_.clear();
  at_ = 0;
}

void RemoteWriter::settle() {
  while (unanswered_ > 0)
    lanes_.turn({}, turn_patience);
}

void RemoteWriter::place() {
  ++unanswered_;
  rename_over(lanes_.first(), part_, path_, [this](Reply& reply) { answered(reply, "name"); });
}

}  // namespace aifactory::transfer
