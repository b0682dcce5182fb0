// SPDX-License-Identifier: Apache-2.0
#include "transfer/indexes.hpp"

#include <algorithm>

namespace aifactory::transfer {

std::optional<std::uint32_t> index_of(const std::vector<Entry>& entries, std::string_view path) {
  const auto found =
      std::ranges::lower_bound(entries, path, {}, [](const Entry& e) -> std::string_view { return e.path; });
  if (found == entries.end() || found->path != path) return std::nullopt;
  return static_cast<std::uint32_t>(found - entries.begin());
}

std::uint64_t bytes_of(const std::vector<Entry>& entries, const Indexes& indexes) {
  std::uint64_t bytes = 0;
  for (const auto index : indexes)
    bytes += entries[index].size;
  return bytes;
}

}  // namespace aifactory::transfer
