// SPDX-License-Identifier: Apache-2.0
#include "transfer/stream_proof.hpp"

#include <utility>

namespace aifactory::transfer {

StreamProof::StreamProof(transport::Host& host, const std::string& folder, std::string file)
    : file_(std::move(file)),
      follower_(host, folder,
                [this](std::uint32_t, std::optional<ContentHash> hash) {
                  if (hash)
                    answered(hash);
                  else
                    hashes_.ask(file_);
                }),
      hashes_(host, folder, [this](const std::string&, std::optional<ContentHash> hash) { answered(hash); }) {}

void StreamProof::answered(std::optional<ContentHash> hash) {
  hash_ = hash;
  answered_ = true;
}

std::optional<ContentHash> StreamProof::wait(Lanes& lanes, std::uint64_t size) {
  if (!follower_.whole(0, file_, size)) hashes_.ask(file_);
  while (true) {
    follower_.serve();
    hashes_.no_more();
    hashes_.serve();
    for (const auto& lane : lanes.all())
      hashes_.feed(*lane);
    if (answered_) return hash_;
    const pollfd others[] = {follower_.poll_for(), hashes_.poll_for()};
    lanes.turn(others, turn_patience);
  }
}

}  // namespace aifactory::transfer
