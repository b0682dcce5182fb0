// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/lanes.hpp"
#include "transfer/plan.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::transfer {

// What a plan changes on the host besides the content of files; each call waits for its answers. Errors: not_permitted,
// io, cannot_create.

/// The root of the tree and the folders above it.
void make_root(Lanes& lanes, const std::string& remote, std::uint32_t mode);
/// Folders become writable for their owner, that what is in them may be changed.
void unlock_folders(Lanes& lanes, const std::string& remote, const Work& work);
/// Leftovers of other transfers and, where that was wanted, everything that is not in the tree.
void remove_foreign(Lanes& lanes, const std::string& remote, const Work& work);
/// Things whose place is taken by something of another kind. Folders that hold anything are not removed.
void clear_the_way(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, const Work& work);
/// The root as well, where its mode is given. Also finds out what bits the folders below `remote` inherit. What
/// `all_sent` sends on the first lane is carried out after that.
void make_folders(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, Work& work,
                  std::optional<std::uint32_t> root_mode, const std::function<void()>& all_sent = {});
/// Moves symlinks that lead elsewhere from work.same_links to work.links.
void compare_links(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, Work& work);
/// The symlinks; then modes and times, of what is deep in the tree first: a folder may become unwritable. What
/// `all_sent` sends on the first lane is carried out after them.
void complete_tree(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, const Work& work,
                   const std::function<void()>& all_sent = {});

}  // namespace aifactory::transfer
