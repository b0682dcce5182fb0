// SPDX-License-Identifier: Apache-2.0
#include "transfer/plan.hpp"

#include "transfer/path.hpp"
#include "transfer/pieces.hpp"

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

namespace aifactory::transfer {

std::uint32_t seconds_of(std::int64_t nanoseconds) {
  const auto seconds = nanoseconds / 1'000'000'000 - (nanoseconds % 1'000'000'000 < 0 ? 1 : 0);
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(seconds, 0, UINT32_MAX));
}

bool Work::nothing_to_do() const {
  return folders.empty() && in_the_way.empty() && send.empty() && renamed.empty() && check.empty() &&
         attributes.empty() && links.empty() && same_links.empty() && extra.empty() && leftovers.empty();
}

std::optional<Locked> locked_folder(const std::string& path, const transport::FileAttributes& attributes) {
  constexpr std::uint32_t owner_may_write = 0200;
  if (!attributes.is_directory() || (*attributes.mode & owner_may_write) != 0) return std::nullopt;
  return Locked{path, *attributes.mode & 07777};
}

Plan::Plan(std::vector<Entry>& wanted, Rules rules)
    : wanted_(wanted), rules_(rules), others_(wanted.size()), touched_(wanted.size()) {}

Entry* Plan::find(std::string_view path) {
  const auto index = index_of(wanted_, path);
  return index ? &wanted_[*index] : nullptr;
}

void Plan::proved_before(const Entry& entry) {
  if (entry.kind != EntryKind::file || !entry.hash.known()) return;
  auto* const wanted = find(entry.path);
  const bool same = wanted && wanted->kind == EntryKind::file && wanted->size == entry.size &&
                    wanted->modified_ns == entry.modified_ns;
  if (!same) return former_.push_back({entry.size, entry.modified_ns, entry.path, !wanted});
  wanted->hash = entry.hash;
  other(*wanted).proved = true;
}

void Plan::disbelieve() {
  former_.clear();
  for (auto& entry : wanted_)
    if (std::exchange(other(entry).proved, false)) entry.hash = {};
}

Plan::Other::Kind Plan::kind_of(const transport::FileAttributes& attributes) {
  if (attributes.is_directory()) return Other::Kind::directory;
  if (attributes.is_symlink()) return Other::Kind::symlink;
  return attributes.is_regular() ? Other::Kind::file : Other::Kind::special;
}

bool Plan::seen(const std::string& path, const transport::FileAttributes& attributes) {
  auto* const wanted = find(path);
  if (auto locked = locked_folder(path, attributes)) locked_.push_back(std::move(*locked));
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
  if (there.kind == Other::Kind::file && there.size != entry.size) work.older.push_back({index, there.size});
  if (there.kind != Other::Kind::file || there.size != entry.size) return work.send.push_back(index);
  const bool by_time = rules_.compare == Compare::size_and_time;
  if (!same_time && by_time && rules_.proof == Proof::none) return work.send.push_back(index);
  const bool believed = there.proved || rules_.proof == Proof::none;
  if (!(same_time && believed && by_time)) return work.check.push_back(index);
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

namespace {

template <typename Thing>
std::pair<std::uint64_t, std::int64_t> state_of(const Thing& thing) {
  return {thing.size, thing.modified_ns};
}

std::string_view name_of(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

}  // namespace

/// Files there of the same size and time as some that are wanted, sorted by these.
std::vector<Plan::Source> Plan::sources_for(const Indexes& wanted) {
  std::set<std::pair<std::uint64_t, std::int64_t>> states;
  for (const auto index : wanted)
    if (wanted_[index].size > 0) states.insert(state_of(wanted_[index]));
  std::vector<Source> sources;
  for (auto& source : former_) {
    if (states.count(state_of(source)) == 0) continue;
    source.taken = source.taken && rules_.extra == Extra::remove &&
                   std::binary_search(foreign_.begin(), foreign_.end(), source.path);
    sources.push_back(std::move(source));
  }
  for (const auto& entry : wanted_)
    if (other(entry).proved && states.count(state_of(entry)) > 0)
      sources.push_back({entry.size, entry.modified_ns, entry.path, false});
  std::ranges::sort(sources, {}, state_of<Source>);
  return sources;
}

/// By size and exact time; where several are the same in these, the last part of the name has to be as well.
void Plan::find_renamed(Work& work) {
  auto sources = sources_for(work.send);
  if (sources.empty()) return;
  std::set<std::uint32_t> found;
  for (const auto index : work.send) {
    const auto& entry = wanted_[index];
    const auto same = std::ranges::equal_range(sources, state_of(entry), {}, state_of<Source>);
    const auto named = std::ranges::find_if(same, [&](const Source& source) {
      return !source.path.empty() && name_of(source.path) == name_of(entry.path);
    });
    const auto source = named != same.end() || same.size() != 1 ? named : same.begin();
    if (source == same.end() || source->path.empty()) continue;
    work.renamed.push_back({index, source->path, source->taken});
    if (source->taken) source->path.clear();
    found.insert(index);
  }
  std::erase_if(work.send, [&](std::uint32_t index) { return found.count(index) > 0; });
  std::erase_if(work.older, [&](const OtherVersion& file) { return found.count(file.index) > 0; });
}

void Plan::touch_parent(std::string_view path) {
  const auto* const parent = find(parent_of(path));
  if (parent) touched_[static_cast<std::size_t>(parent - wanted_.data())] = true;
}

Entry* Plan::entry_of_part(std::string_view part) {
  if (auto* const entry = find(part.substr(0, part.size() - part_suffix.size()))) return entry;
  const auto begin = before_part(part);
  if (begin.empty()) return nullptr;
  auto entry = std::ranges::lower_bound(wanted_, begin, {}, &Entry::path);
  for (; entry != wanted_.end() && entry->path.starts_with(begin); ++entry)
    if (part_path(entry->path) == part) return &*entry;
  return nullptr;
}

/// A part is kept only where its file will be sent and may go on from it.
bool Plan::is_leftover(std::string_view part) {
  const auto* const entry = entry_of_part(part);
  return !entry || entry->kind != EntryKind::file || piece_count(entry->size) == 1;
}

void Plan::sort_out_foreign(Work& work) {
  std::set<std::string_view> taken;
  for (const auto& renamed : work.renamed)
    if (renamed.taken) taken.insert(renamed.from);
  for (auto& path : std::views::reverse(foreign_)) {  // what is in a folder before the folder
    if (taken.count(path) > 0) {
      touch_parent(path);
      continue;
    }
    const bool part = is_part(path);
    if (part ? !is_leftover(path) : rules_.extra == Extra::keep) continue;
    touch_parent(path.ends_with('/') ? std::string_view(path).substr(0, path.size() - 1) : path);
    (part ? work.leftovers : work.extra).push_back(std::move(path));
  }
}

/// Those in which something will be changed. What is only compared may turn out to be something to send.
void Plan::unlock_folders(Work& work) {
  if (locked_.empty()) return;
  for (const auto index : work.check)
    touch_parent(wanted_[index].path);
  for (auto& folder : locked_) {
    const auto* const wanted = find(folder.path);
    const bool entered =
        wanted ? touched_[static_cast<std::size_t>(wanted - wanted_.data())] : rules_.extra == Extra::remove;
    if (entered) work.locked.push_back(std::move(folder));
  }
}

Work Plan::decide() {
  Work work;
  std::ranges::sort(foreign_);
  foreign_.erase(std::unique(foreign_.begin(), foreign_.end()), foreign_.end());
  for (std::uint32_t i = 0; i < wanted_.size(); ++i) {
    if (is_other_kind(wanted_[i])) work.in_the_way.push_back(i);
    if (other(wanted_[i]).kind == Other::Kind::none) ++work.made;
    if (wanted_[i].kind == EntryKind::file) decide_file(i, work);
    if (wanted_[i].kind == EntryKind::symlink) decide_link(i, work);
    if (wanted_[i].kind == EntryKind::directory && other(wanted_[i]).kind != Other::Kind::directory)
      work.folders.push_back(i);
  }
  find_renamed(work);
  sort_out_foreign(work);
  for (const auto* changed : {&work.send, &work.links, &work.in_the_way, &work.folders})
    for (const auto index : *changed)
      touch_parent(wanted_[index].path);
  for (const auto& renamed : work.renamed)
    touch_parent(wanted_[renamed.index].path);
  unlock_folders(work);
  for (std::uint32_t i = 0; i < wanted_.size(); ++i)
    if (wanted_[i].kind == EntryKind::directory) decide_folder(i, work);
  return work;
}

}  // namespace aifactory::transfer
