// SPDX-License-Identifier: Apache-2.0
#include "config/origins.hpp"

#include <algorithm>

namespace aifactory::config {
namespace {

std::string below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

bool has(const Node& map, const std::string& key) {
  return std::any_of(map.members.begin(), map.members.end(), [&](const auto& member) { return member.key == key; });
}

bool is_map(const Rule& rule) {
  return rule.key && rule.key->type == Type::map;
}

class Lister {
 public:
  void visit(const Node& node, const Rule& rule, const std::string& path) {
    if (!is_map(rule)) {
      if (node.kind != Node::Kind::empty) rows_.push_back({path, node.flow(), node.place.origin()});
      return;
    }
    for (const auto& member : node.members) {
      if (const auto* child = rule.child(member.key)) visit(member.value, *child, below(path, member.key));
    }
    for (const auto& child : rule.children) {
      if (child.name != "*" && !has(node, child.name)) add_defaults(child, below(path, child.name));
    }
  }

  std::vector<Origin> take() { return std::move(rows_); }

 private:
  void add_defaults(const Rule& rule, const std::string& path) {
    if (rule.key && !rule.key->fallback.empty()) {
      rows_.push_back({path, std::string(rule.key->fallback), "default"});
    }
    if (!is_map(rule)) return;
    for (const auto& child : rule.children) {
      if (child.name != "*") add_defaults(child, below(path, child.name));
    }
  }

  std::vector<Origin> rows_;
};

}  // namespace

std::vector<Origin> list_values(const Node& node, const Rule& rule, const std::string& path) {
  Lister lister;
  lister.visit(node, rule, path);
  return lister.take();
}

}  // namespace aifactory::config
