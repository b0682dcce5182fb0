// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>

namespace aifactory::transfer {

/// Is this file among those that are proved?
constexpr bool includes(Proof extent, std::uint32_t index) {
  constexpr std::uint32_t sample = 16;
  return extent == Proof::full || (extent == Proof::sample && index % sample == 0);
}

/// Brings the two hashes of each file together, in whatever order they come.
class Verdicts {
 public:
  /// The hashes are the same, or not; a hash that could not be computed is never the same as another.
  enum class Verdict { same, different };
  using Use = std::function<void(std::uint32_t index, Verdict)>;
  explicit Verdicts(Use use) : use_(std::move(use)) {}

  void here(std::uint32_t index, std::optional<ContentHash> hash) { set(index, &Pair::here, hash); }
  void there(std::uint32_t index, std::optional<ContentHash> hash) { set(index, &Pair::there, hash); }
  void forget(std::uint32_t index) { open_.erase(index); }
  bool all_passed() const { return open_.empty(); }

 private:
  using Known = std::optional<std::optional<ContentHash>>;
  struct Pair {
    Known here, there;
  };
  void set(std::uint32_t index, Known Pair::*side, std::optional<ContentHash> hash) {
    auto& pair = open_[index];
    pair.*side = hash;
    if (!pair.here || !pair.there) return;
    const bool same = *pair.here && *pair.there && **pair.here == **pair.there;
    open_.erase(index);
    use_(index, same ? Verdict::same : Verdict::different);
  }

  Use use_;
  std::unordered_map<std::uint32_t, Pair> open_;
};

}  // namespace aifactory::transfer
