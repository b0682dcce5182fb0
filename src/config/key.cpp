// SPDX-License-Identifier: Apache-2.0
#include "config/key.hpp"

#include "aifactory/base/text.hpp"

#include <algorithm>

namespace aifactory::config {
namespace {

Rule& grow(Rule& rule, const std::string& name) {
  const auto found =
      std::find_if(rule.children.begin(), rule.children.end(), [&](const Rule& child) { return child.name == name; });
  return found != rule.children.end() ? *found : rule.children.emplace_back(Rule{.name = name});
}

void add(Rule& root, std::string_view prefix, const Key& key) {
  Rule* at = &root;
  for (const auto& name : split(std::string(prefix) + std::string(key.pattern), '.'))
    at = &grow(*at, name);
  at->key = &key;
}

constexpr Key whole_file{.pattern = "", .type = Type::map, .description = "Settings"};

}  // namespace

const Rule* Rule::child(std::string_view wanted) const {
  const Rule* any = nullptr;
  for (const auto& rule : children) {
    if (rule.name == wanted && wanted != "*" && wanted != "[]") return &rule;
    if (rule.name == "*") any = &rule;
  }
  return any;
}

Rule project_rules() {
  Rule root{.key = &whole_file};
  for (const auto& key : project_keys())
    add(root, "", key);
  for (const auto& key : site_keys())
    add(root, "sites.*.", key);
  return root;
}

Rule site_rules() {
  Rule root{.key = &whole_file};
  for (const auto& key : site_keys())
    add(root, "", key);
  return root;
}

}  // namespace aifactory::config
