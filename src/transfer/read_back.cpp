// SPDX-License-Identifier: Apache-2.0
#include "transfer/read_back.hpp"

#include "aifactory/base/digest.hpp"

#include "transfer/path.hpp"
#include "transfer/remote_reader.hpp"

#include <memory>

namespace aifactory::transfer {
namespace {

constexpr std::size_t read_at_once = 16;

}  // namespace

void ReadBack::feed(Lane& lane) {
  while (lane.proven && !lane.leaving && lane.pieces < read_at_once && !waiting_.empty()) {
    auto path = std::move(waiting_.front());
    waiting_.pop_front();
    start(lane, std::move(path));
  }
}

void ReadBack::start(Lane& lane, std::string path) {
  ++reading_;
  ++lane.pieces;
  const auto hash = std::make_shared<Sha256>();
  const auto whole = join_path(folder_, path);
  RemoteReader::start(
      lane, whole, [hash](std::span<const std::byte> bytes) { hash->update(bytes); },
      [this, &lane, hash, path = std::move(path)](transport::Reply& ending) {
        --reading_;
        --lane.pieces;
        const bool whole_read = ending.status == transport::FileStatus::end_of_file;
        use_(path, whole_read ? ContentHash::from_hex(hash->hex()) : std::nullopt);
      });
}

}  // namespace aifactory::transfer
