// SPDX-License-Identifier: Apache-2.0
#include "transfer/both_sides.hpp"

#include "aifactory/base/error.hpp"

#include "transfer/path.hpp"
#include "transfer/pieces.hpp"
#include "transfer/remote_changes.hpp"
#include "transfer/remote_manifest.hpp"
#include "transfer/tree_finder.hpp"
#include "transfer/tree_lister.hpp"

#include <algorithm>

namespace aifactory::transfer {
namespace {

/// True when there is a tree.
bool wait_for_tree(Lanes& lanes, TreeLister& lister, TreeFinder& finder) {
  for (finder.serve(); !lister.finished() && !finder.found(); finder.serve()) {
    const auto wait = finder.poll_for();
    lanes.turn({&wait, 1}, turn_patience);
  }
  lister.stop();
  return lister.found() || finder.found();
}

}  // namespace

Found look_at_both_sides(transport::Host& host, Lanes& lanes, Description& description,
                         const std::filesystem::path& local, const std::string& remote, const UploadOptions& options,
                         std::vector<Entry>& entries) {
  Found found;
  std::optional<Plan> plan;
  ManifestFetch manifest(lanes, remote, [&](Entry&& entry) { plan->proved_before(entry); });
  const auto see = [&](const std::string& path, const transport::FileAttributes& attributes) {
    if (is_part(path)) found.parts[path] = attributes.size.value_or(0);
    return plan->seen(path, attributes);
  };
  TreeFinder finder(host, remote, see);
  if (lanes.first().is_remote()) finder.start();
  found.lister = std::make_shared<TreeLister>(lanes.first(), remote, see);
  found.lister->start();
  description.fetch();
  entries = scan(local, options.scan);
  for (auto& entry : entries) {
    require_possible_size(entry);
    entry.mode &= options.mode_mask;
  }
  plan.emplace(entries, Plan::Rules{.compare = options.compare, .proof = options.proof, .extra = options.extra});
  try {
    manifest.wait(lanes);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input) throw;
    plan->disbelieve();  // all that is there is proved by hash, and the manifest written anew
  }
  found.tree_there = wait_for_tree(lanes, *found.lister, finder);
  description.wait_fetched();
  found.head = manifest.head();
  found.work = plan->decide();
  compare_links(lanes, remote, entries, found.work);
  return found;
}

std::uint64_t bytes_to_move(const std::vector<Entry>& entries, const Work& work) {
  auto bytes = bytes_of(entries, work.send) + bytes_of(entries, work.check);
  for (const auto& renamed : work.renamed)
    bytes += entries[renamed.index].size;
  return bytes;
}

std::uint64_t bytes_to_take(const std::vector<Entry>& entries, const Found& found) {
  std::uint64_t bytes = 0;
  for (const auto index : found.work.send) {
    const auto& entry = entries[index];
    const auto part = found.parts.find(part_path(entry.path));
    bytes += entry.size - (part == found.parts.end() ? 0 : std::min(entry.size, part->second));
  }
  for (const auto& renamed : found.work.renamed)
    if (!renamed.taken) bytes += entries[renamed.index].size;
  return bytes;
}

}  // namespace aifactory::transfer
