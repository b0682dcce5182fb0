// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include "transfer/lanes.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::transfer {

/// A remote tree as something to be fetched: what its manifest says or, without one, what lies there. Everything in it
/// may be made below a folder of this machine without leaving it.
struct RemoteSource {
  std::string name;
  std::vector<Entry> entries;  ///< sorted by path
  bool has_manifest = false;
  std::vector<std::string> skipped;     ///< symlinks that leave the tree, sockets and devices
  std::vector<std::string> unreadable;  ///< without a manifest
};
struct Choice {
  std::function<bool(const Entry&)> wanted = {};  ///< empty: all
  /// What the user may not read there is left out and named; else it is an error, at the latest when it is read.
  bool passes_over_unreadable = false;
};
/// Errors: no_input when there is no such folder; bad_input for a manifest that
/// contradicts itself.
RemoteSource read_source(Lanes& lanes, const std::string& remote, const Choice& choice);

/// Every entry's parent is a folder of the tree: nothing would be written through a symlink. Errors: bad_input.
void require_tree(const std::vector<Entry>& entries);

}  // namespace aifactory::transfer
