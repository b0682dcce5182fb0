// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transfer/transfer.hpp"

#include "transfer/path.hpp"
#include "transfer/remote_changes.hpp"
#include "transfer/tree_lister.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace aifactory::transfer {

void remove_tree(transport::Host& host, const std::string& remote) {
  Lanes lanes(host, 1);
  const auto root = without_slashes(remote);
  const auto parent = std::string(parent_of(root));
  Work work;
  work.extra.push_back(root.substr(parent.size() + 1) + '/');
  TreeLister lister(lanes.first(), root, [&](const std::string& path, const transport::FileAttributes& attributes) {
    const auto beside = join_path(root.substr(parent.size() + 1), path);
    work.extra.push_back(beside + (attributes.is_directory() ? "/" : ""));
    if (auto locked = locked_folder(beside, attributes)) work.locked.push_back(std::move(*locked));
    return true;
  });
  lister.start();
  lister.wait(lanes);
  if (!lister.found()) return;
  std::sort(work.extra.begin(), work.extra.end(), std::greater<>());
  unlock_folders(lanes, parent, work);
  remove_foreign(lanes, parent, work);
}

}  // namespace aifactory::transfer
