// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::config {

/// Where settings were read.
struct Document {
  enum class Kind { file, profile } kind = Kind::file;
  std::string label = {};             ///< "aifactory.yaml", "profile mn5"
  std::filesystem::path folder = {};  ///< what relative paths in it start from
};

/// A place in a document; line and column count from 1.
struct Place {
  std::shared_ptr<const Document> document = {};
  int line = 1;
  int column = 1;
  std::string text() const;    ///< "aifactory.yaml:3:7"
  std::string origin() const;  ///< the same, or "profile mn5"
};

/// One value of YAML with the place it stands at. Scalars are text; what they mean is decided by the table of keys.
struct Node {
  enum class Kind { empty, scalar, list, map } kind = Kind::empty;
  std::string text = {};  ///< of a scalar
  Place place = {};
  struct Member;
  std::vector<Node> items = {};
  std::vector<Member> members;  ///< in the order of the file

  /// The value at a path of keys ("slurm.gpu.per_node"); null when it is not there or empty.
  const Node* find(std::string_view path) const;
  /// As YAML flow text on one line.
  std::string flow() const;
};

struct Node::Member {
  std::string key = {};
  Place place = {};
  Node value = {};
};

/// Errors: config, always.
[[noreturn]] void refuse(std::string what, const Place& where, std::string hint, std::string why = {});

/// A map of one key, which stands where its value does.
Node map_of(std::string key, Node value);

/// `over` on top of `under`: maps merge, everything else replaces.
Node merge(Node under, const Node& over);

}  // namespace aifactory::config
