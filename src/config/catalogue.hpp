// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aifactory::config {

/// All sites: the built-in profiles, and what the user's and the project's file say below `sites`.
class Catalogue {
 public:
  Catalogue(Node user_sites, Node project_sites)
      : user_sites_(std::move(user_sites)), project_sites_(std::move(project_sites)) {}

  std::vector<std::string> names() const;    ///< sorted
  std::vector<std::string> defined() const;  ///< those of the files, sorted
  bool knows(std::string_view name) const;

  /// The merged tree of one site. Errors: config for a name in `extends` that is not there, for a circle and for
  /// chains over 8.
  Node resolve(const std::string& name) const;

  /// Only what the files say about it, the project's above the user's.
  Node overlay(std::string_view name) const;

 private:
  Node resolve(const std::string& name, std::vector<std::string>& chain) const;
  Node base_of(const std::string& name, const Node& own, std::vector<std::string>& chain) const;

  Node user_sites_;
  Node project_sites_;
};

}  // namespace aifactory::config
