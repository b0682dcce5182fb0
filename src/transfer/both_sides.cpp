// SPDX-License-Identifier: Apache-2.0
#include "transfer/both_sides.hpp"

#include "aifactory/base/error.hpp"

#include "transfer/path.hpp"
#include "transfer/pieces.hpp"
#include "transfer/remote_changes.hpp"
#include "transfer/remote_manifest.hpp"
#include "transfer/tree_lister.hpp"

#include <algorithm>

namespace aifactory::transfer {

Found look_at_both_sides(Lanes& lanes, Description& description, const std::filesystem::path& local,
                         const std::string& remote, const UploadOptions& options, std::vector<Entry>& entries) {
  Found found;
  std::optional<Plan> plan;
  ManifestFetch manifest(lanes, remote, [&](Entry&& entry) { plan->proved_before(entry); });
  TreeLister tree(lanes.first(), remote, [&](const std::string& path, const transport::FileAttributes& attributes) {
    if (is_part(path)) found.parts[path.substr(0, path.size() - part_suffix.size())] = attributes.size.value_or(0);
    return plan->seen(path, attributes);
  });
  tree.start();
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
  tree.wait(lanes);
  description.wait_fetched();
  found.tree_there = tree.found();
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
    const auto part = found.parts.find(entry.path);
    bytes += entry.size - (part == found.parts.end() ? 0 : std::min(entry.size, part->second));
  }
  for (const auto& renamed : found.work.renamed)
    if (!renamed.taken) bytes += entries[renamed.index].size;
  return bytes;
}

}  // namespace aifactory::transfer
