// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include <filesystem>

namespace aifactory::transfer {

/// Where the entries of a tree lie on this machine: below its root, or the root is the one file that there is.
class LocalTree {
 public:
  explicit LocalTree(std::filesystem::path root)
      : root_(std::move(root)), is_folder_(std::filesystem::is_directory(root_)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path path_of(const Entry& entry) const { return is_folder_ ? root_ / entry.path : root_; }

 private:
  std::filesystem::path root_;
  bool is_folder_;
};

}  // namespace aifactory::transfer
