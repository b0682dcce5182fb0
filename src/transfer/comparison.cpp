// SPDX-License-Identifier: Apache-2.0
#include "transfer/comparison.hpp"

#include "transfer/hasher.hpp"
#include "transfer/path.hpp"
#include "transfer/remote_hashes.hpp"
#include "transfer/verdicts.hpp"

#include <algorithm>
#include <deque>

namespace aifactory::transfer {
namespace {

constexpr std::size_t files_at_once = 256;
class Comparison {
 public:
  Comparison(const BothSides& sides, Lanes& lanes, const Indexes& files)
      : sides_(sides),
        lanes_(lanes),
        waiting_(files.begin(), files.end()),
        verdicts_([this](std::uint32_t index, Verdicts::Verdict verdict) {
          if (verdict == Verdicts::Verdict::different) different_.push_back(index);
        }),
        there_(sides.host, sides.remote, [this](const std::string& path, std::optional<ContentHash> hash) {
          if (const auto index = index_of(sides_.source.entries, path)) verdicts_.there(*index, hash);
        }) {}

  Indexes run() {
    for (turn(); !finished(); turn()) {
      const pollfd others[] = {here_.poll_for(), there_.poll_for()};
      lanes_.turn(others, turn_patience);
    }
    std::ranges::sort(different_);
    return std::move(different_);
  }

 private:
  void turn() {
    for (; !waiting_.empty() && here_.open_jobs() < files_at_once; waiting_.pop_front())
      ask(waiting_.front());
    for (const auto& result : here_.take())
      verdicts_.here(result.index, result.hash);
    if (waiting_.empty()) there_.no_more();
    there_.serve();
    there_.feed(lanes_.first());
  }

  void ask(std::uint32_t index) {
    const auto& entry = sides_.source.entries[index];
    here_.add(index, {.path = join_path(sides_.local, entry.path)}, entry.size, entry.size);
    if (sides_.source.has_manifest && entry.hash.known())
      verdicts_.there(index, entry.hash);
    else
      there_.ask(entry.path);
  }

  bool finished() const {
    return waiting_.empty() && here_.open_jobs() == 0 && verdicts_.all_passed() && there_.finished();
  }

  const BothSides& sides_;
  Lanes& lanes_;
  std::deque<std::uint32_t> waiting_;
  Indexes different_;
  Verdicts verdicts_;
  RemoteHashes there_;
  Hasher here_;
};

}  // namespace

Indexes differing(const BothSides& sides, Lanes& lanes, const Indexes& files) {
  return Comparison(sides, lanes, files).run();
}

}  // namespace aifactory::transfer
