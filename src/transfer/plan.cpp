// SPDX-License-Identifier: Apache-2.0
#include "transfer/plan.hpp"

#include "transfer/journal.hpp"
#include "transfer/path.hpp"

#include <algorithm>
#include <functional>

namespace aifactory::transfer {

std::uint32_t seconds_of(std::int64_t nanoseconds) {
  const auto seconds = nanoseconds / 1'000'000'000 - (nanoseconds % 1'000'000'000 < 0 ? 1 : 0);
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(seconds, 0, UINT32_MAX));
}

bool Work::nothing_to_do() const {
  return folders.empty() && in_the_way.empty() && send.empty() && check.empty() && attributes.empty() &&
         links.empty() && same_links.empty() && extra.empty() && leftovers.empty();
}

Plan::Plan(std::vector<Entry>& wanted, Rules rules)
    : wanted_(wanted), rules_(rules), others_(wanted.size()), touched_(wanted.size()) {}

Entry* Plan::find(std::string_view path) {
  const auto found = std::lower_bound(wanted_.begin(), wanted_.end(), path,
                                      [](const Entry& entry, std::string_view p) { return entry.path < p; });
  return found != wanted_.end() && found->path == path ? &*found : nullptr;
}

void Plan::proved_before(const Entry& entry) {
  auto* const wanted = find(entry.path);
  if (!wanted || wanted->kind != EntryKind::file || entry.kind != EntryKind::file) return;
  if (wanted->size != entry.size || wanted->modified_ns != entry.modified_ns || !entry.hash.known()) return;
  wanted->hash = entry.hash;
  other(*wanted).proved = true;
}

Plan::Other::Kind Plan::kind_of(const transport::FileAttributes& attributes) {
  if (attributes.is_directory()) return Other::Kind::directory;
  if (attributes.is_symlink()) return Other::Kind::symlink;
  return attributes.is_regular() ? Other::Kind::file : Other::Kind::special;
}

bool Plan::seen(const std::string& path, const transport::FileAttributes& attributes) {
  auto* const wanted = find(path);
  if (!wanted) {
    foreign_.push_back(attributes.is_directory() ? path + '/' : path);
    return rules_.extra == Extra::remove;
  }
  auto& there = other(*wanted);
  there.kind = kind_of(attributes);
  there.size = attributes.size.value_or(0);
  there.modified = attributes.modified.value_or(0);
  there.mode = attributes.mode.value_or(0) & 07777;
  return there.kind == Other::Kind::directory;
}

bool Plan::is_other_kind(const Entry& entry) {
  const auto kind = other(entry).kind;
  if (kind == Other::Kind::none) return false;
  return kind != (entry.kind == EntryKind::file        ? Other::Kind::file
                  : entry.kind == EntryKind::directory ? Other::Kind::directory
                                                       : Other::Kind::symlink);
}

void Plan::decide_file(std::uint32_t index, Work& work) {
  const auto& entry = wanted_[index];
  const auto& there = other(entry);
  const bool same_time = there.modified == seconds_of(entry.modified_ns);
  if (there.kind == Other::Kind::file && there.size != entry.size) work.older.emplace_back(index, there.size);
  if (there.kind != Other::Kind::file || there.size != entry.size) return work.send.push_back(index);
  if (!same_time && rules_.proof == Proof::none) return work.send.push_back(index);
  const bool believed = there.proved || rules_.proof == Proof::none;
  if (!(same_time && believed && rules_.compare == Compare::size_and_time)) return work.check.push_back(index);
  ++work.unchanged;
  if (there.mode != entry.mode) work.attributes.push_back(index);
}

void Plan::decide_folder(std::uint32_t index, Work& work) {
  const auto& entry = wanted_[index];
  const auto& there = other(entry);
  constexpr std::uint32_t compared = 05777;  // whether a folder hands its group on is the other side's to say
  const bool same = there.kind == Other::Kind::directory && (there.mode & compared) == (entry.mode & compared) &&
                    there.modified == seconds_of(entry.modified_ns);
  if (!same || touched_[index]) work.attributes.push_back(index);
}

void Plan::decide_link(std::uint32_t index, Work& work) {
  const bool link_there = other(wanted_[index]).kind == Other::Kind::symlink;
  (link_there ? work.same_links : work.links).push_back(index);
}

void Plan::touch_parent(std::string_view path) {
  const auto* const parent = find(parent_of(path));
  if (parent) touched_[static_cast<std::size_t>(parent - wanted_.data())] = true;
}

/// A part is kept only where its file will be sent and may go on from it.
bool Plan::is_leftover(std::string_view part) {
  const auto* const entry = find(part.substr(0, part.size() - part_suffix.size()));
  return !entry || entry->kind != EntryKind::file || piece_count(entry->size) == 1;
}

void Plan::sort_out_foreign(Work& work) {
  // Descending: what is in a folder before the folder.
  std::sort(foreign_.begin(), foreign_.end(), std::greater<>());
  for (auto& path : foreign_) {
    const bool part = is_part(path);
    if (part ? !is_leftover(path) : rules_.extra == Extra::keep) continue;
    touch_parent(path.ends_with('/') ? std::string_view(path).substr(0, path.size() - 1) : path);
    (part ? work.leftovers : work.extra).push_back(std::move(path));
  }
}

Work Plan::decide() {
  Work work;
  for (std::uint32_t i = 0; i < wanted_.size(); ++i) {
    if (is_other_kind(wanted_[i])) work.in_the_way.push_back(i);
    if (wanted_[i].kind == EntryKind::file) decide_file(i, work);
    if (wanted_[i].kind == EntryKind::symlink) decide_link(i, work);
    if (wanted_[i].kind == EntryKind::directory && other(wanted_[i]).kind != Other::Kind::directory)
      work.folders.push_back(i);
  }
  sort_out_foreign(work);
  for (const auto* changed : {&work.send, &work.links, &work.in_the_way, &work.folders})
    for (const auto index : *changed)
      touch_parent(wanted_[index].path);
  for (std::uint32_t i = 0; i < wanted_.size(); ++i)
    if (wanted_[i].kind == EntryKind::directory) decide_folder(i, work);
  return work;
}

}  // namespace aifactory::transfer
