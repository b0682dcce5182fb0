// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/fair_share.hpp"

#include <map>

namespace aifactory::transport::ssh {

std::optional<std::size_t> channel_to_ask_back(std::span<const FileUse> uses) {
  struct Kept {
    std::size_t count = 0;
    std::size_t newest = 0;
  };
  std::map<pid_t, Kept> owners;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (uses[i].asked_back) continue;
    auto& kept = owners[uses[i].owner];
    ++kept.count;
    kept.newest = i;
  }
  Kept most{.count = 1};
  for (const auto& [owner, kept] : owners)
    if (kept.count > most.count) most = kept;
  return most.count > 1 ? std::optional(most.newest) : std::nullopt;
}

}  // namespace aifactory::transport::ssh
