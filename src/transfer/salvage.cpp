// SPDX-License-Identifier: Apache-2.0
#include "transfer/salvage.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/files.hpp"

#include "transfer/block_hashes.hpp"
#include "transfer/path.hpp"
#include "transfer/pieces.hpp"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace aifactory::transfer {
namespace {

/// As the writes are: what was on its way when a transfer broke is lost in these units.
constexpr std::uint64_t small_block = std::uint64_t{256} << 10;
/// Above it, whole pieces are compared.
constexpr std::uint64_t worth_small_blocks = std::uint64_t{512} << 20;
/// Pieces are begun in order: far behind the last one that was acknowledged there are none.
constexpr std::size_t pieces_begun_ahead = 64;

class Salvage {
 public:
  explicit Salvage(const SalvageParts& parts) : parts_(parts) {}

  /// A partial file of this size is there.
  void part(std::uint32_t index, std::uint64_t size);
  /// No partial file is, but another version under the real name.
  void older(std::uint32_t index, std::uint64_t size);
  /// Asks the host, where that is needed.
  std::map<std::uint32_t, KeptBytes> find();

 private:
  enum class From { part, older };
  struct Question {
    std::uint32_t index;
    From from;
  };
  void ask(Question question, std::uint64_t block, std::uint64_t begin, std::uint64_t end);
  bool is_same(std::size_t request, std::uint64_t block, const ContentHash& there) const;
  void note(std::size_t request, std::uint64_t block);
  void copy_older();
  std::uint64_t piece_bytes(std::uint32_t index, std::size_t piece) const;

  const SalvageParts& parts_;
  std::map<std::uint32_t, KeptBytes> good_;
  std::vector<Question> questions_;
  std::vector<Blocks> blocks_;  ///< of the questions
};

std::uint64_t Salvage::piece_bytes(std::uint32_t index, std::size_t piece) const {
  const auto size = parts_.entries[index].size;
  return std::min(size - piece * piece_size(size), piece_size(size));
}

void Salvage::ask(Question question, std::uint64_t block, std::uint64_t begin, std::uint64_t end) {
  const auto& entry = parts_.entries[question.index];
  if (begin >= end || entry.path.find('\n') != std::string::npos) return;
  const auto path = question.from == From::part ? part_path(entry.path) : entry.path;
  questions_.push_back(question);
  blocks_.push_back(
      {.path = path, .size = block, .first = begin / block, .count = (end + block - 1) / block - begin / block});
}

void Salvage::part(std::uint32_t index, std::uint64_t size) {
  const auto& entry = parts_.entries[index];
  const auto acknowledged = parts_.journal.acknowledged(entry);
  auto& good = good_[index];
  good.resize(acknowledged.size());
  std::size_t end = acknowledged.size();
  for (std::size_t i = 0; i < good.size(); ++i) {
    if (!acknowledged[i]) continue;
    good[i] = piece_bytes(index, i);
    end = std::min(acknowledged.size(), i + pieces_begun_ahead);
  }
  const auto piece = piece_size(entry.size);
  const auto there = std::min({size, entry.size, end * piece});
  const auto unknown = static_cast<std::uint64_t>(std::count(good.begin(), good.end(), 0)) * piece;
  const auto block = std::min(unknown, there) <= worth_small_blocks ? small_block : piece;
  for (std::size_t i = 0; i < good.size() && i * piece < there; ++i) {
    const auto first = i;
    while (i < good.size() && good[i] == 0 && i * piece < there)
      ++i;
    ask({index, From::part}, block, first * piece, std::min(i * piece, there));
  }
}

void Salvage::older(std::uint32_t index, std::uint64_t size) {
  const auto& entry = parts_.entries[index];
  good_[index].resize(piece_count(entry.size));
  ask({index, From::older}, piece_size(entry.size), 0, std::min(size, entry.size));
}

bool Salvage::is_same(std::size_t request, std::uint64_t block, const ContentHash& there) const {
  const auto& entry = parts_.entries[questions_[request].index];
  const auto size = blocks_[request].size;
  const auto wanted = std::min(size, entry.size - block * size);
  const UniqueFd fd(open(parts_.local.path_of(entry).c_str(), O_RDONLY | O_CLOEXEC));
  std::vector<std::byte> bytes(wanted);
  const auto got = fd ? pread(fd.get(), bytes.data(), wanted, static_cast<off_t>(block * size)) : -1;
  if (got < 0 || static_cast<std::uint64_t>(got) != wanted) return false;
  Sha256 hash;
  hash.update(bytes);
  return ContentHash::from_hex(hash.hex()) == there;
}

void Salvage::note(std::size_t request, std::uint64_t block) {
  const auto index = questions_[request].index;
  const auto piece = piece_size(parts_.entries[index].size);
  const auto size = blocks_[request].size;
  const auto number = block * size / piece;
  auto& good = good_[index][number];
  if (good != block * size % piece) return;  // behind one that is missing
  good = std::min(good + size, piece_bytes(index, number));
}

std::map<std::uint32_t, KeptBytes> Salvage::find() {
  if (!questions_.empty())
    hash_blocks(parts_.host, parts_.remote, blocks_,
                [&](std::size_t request, std::uint64_t block, std::optional<ContentHash> there) {
                  if (there && is_same(request, block, *there)) note(request, block);
                });
  copy_older();
  for (const auto& [index, good] : good_)
    for (std::size_t i = 0; i < good.size(); ++i)
      if (good[i] == piece_bytes(index, i))
        parts_.journal.acknowledge(parts_.entries[index], static_cast<std::uint32_t>(i));
  return std::move(good_);
}

void Salvage::copy_older() {
  std::vector<Blocks> wanted;
  std::vector<std::uint32_t> owners;
  for (const auto& question : questions_) {
    if (question.from != From::older) continue;
    const auto& good = good_[question.index];
    const auto& entry = parts_.entries[question.index];
    for (std::size_t i = 0; i < good.size(); ++i) {
      const auto first = i;
      while (i < good.size() && good[i] > 0)
        ++i;
      if (i == first) continue;
      wanted.push_back({.path = entry.path, .size = piece_size(entry.size), .first = first, .count = i - first});
      owners.push_back(question.index);
    }
  }
  if (wanted.empty()) return;
  const auto copied = copy_blocks(parts_.host, parts_.remote, wanted);
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (!copied[i])
      std::fill_n(good_[owners[i]].begin() + static_cast<std::ptrdiff_t>(wanted[i].first), wanted[i].count, 0);
}

}  // namespace

std::map<std::uint32_t, KeptBytes> salvage(const SalvageParts& parts, const Indexes& files, const Remains& remains) {
  Salvage there(parts);
  const auto is_large = [&](std::uint32_t index) { return piece_count(parts.entries[index].size) > 1; };
  const auto partial = [&](std::uint32_t index) { return remains.partial.find(part_path(parts.entries[index].path)); };
  for (const auto index : files)
    if (const auto part = partial(index); part != remains.partial.end() && is_large(index))
      there.part(index, part->second);
  for (const auto& [index, size] : remains.older)
    if (partial(index) == remains.partial.end() && is_large(index)) there.older(index, size);
  return there.find();
}

}  // namespace aifactory::transfer
