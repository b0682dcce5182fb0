// SPDX-License-Identifier: Apache-2.0
#include "config/catalogue.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "config/builtin.hpp"
#include "config/check.hpp"
#include "config/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace aifactory::config {
namespace {

constexpr std::size_t chain_limit = 8;

const EmbeddedFile* builtin(std::string_view name) {
  const auto all = embedded_files();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& profile) { return profile.stem() == name; });
  return found == all.end() ? nullptr : &*found;
}

/// A built-in profile over the one it extends, which is built in, too.
Node builtin_tree(std::string_view name) {
  const auto* profile = builtin(name);
  const auto document = std::make_shared<const Document>(
      Document{.kind = Document::Kind::profile, .label = "profile " + std::string(name)});
  auto tree = read_yaml(profile->content, document);
  const auto* base = tree.find("extends");
  return base ? merge(builtin_tree(base->text), tree) : tree;
}

/// By the whole key: names of sites may hold dots.
const Node* site_in(const Node& sites, std::string_view name) {
  for (const auto& member : sites.members) {
    if (member.key == name) return &member.value;
  }
  return nullptr;
}

Error bad_extends(const Node& value, std::string what, std::string hint) {
  return Error{
      {.kind = ErrorKind::config, .what = std::move(what), .where = value.place.text(), .hint = std::move(hint)}};
}

}  // namespace

std::vector<std::string> Catalogue::defined() const {
  std::set<std::string> all;
  for (const auto* sites : {&user_sites_, &project_sites_}) {
    for (const auto& member : sites->members)
      all.insert(member.key);
  }
  return {all.begin(), all.end()};
}

std::vector<std::string> Catalogue::names() const {
  std::set<std::string> all;
  for (const auto& profile : embedded_files())
    all.insert(std::string(profile.stem()));
  const auto own = defined();
  all.insert(own.begin(), own.end());
  return {all.begin(), all.end()};
}

bool Catalogue::knows(std::string_view name) const {
  return builtin(name) || site_in(user_sites_, name) || site_in(project_sites_, name);
}

Node Catalogue::overlay(std::string_view name) const {
  Node merged{.kind = Node::Kind::map};
  for (const auto* sites : {&user_sites_, &project_sites_}) {
    if (const auto* site = site_in(*sites, name)) merged = merge(std::move(merged), *site);
  }
  return merged;
}

Node Catalogue::resolve(const std::string& name) const {
  std::vector<std::string> chain;
  return resolve(name, chain);
}

Node Catalogue::resolve(const std::string& name, std::vector<std::string>& chain) const {
  const auto own = overlay(name);
  chain.push_back(name);
  return merge(base_of(name, own, chain), own);
}

Node Catalogue::base_of(const std::string& name, const Node& own, std::vector<std::string>& chain) const {
  const auto* extends = own.find("extends");
  if (!extends || (extends->text == name && builtin(name))) {
    if (builtin(name)) return builtin_tree(name);
    const auto& place = own.members.empty() ? own.place : own.members.front().place;
    throw Error{{.kind = ErrorKind::config,
                 .what = fmt::format("site '{}' is no built-in profile, and extends none", name),
                 .where = place.document ? place.text() : std::string(),
                 .hint = "add `extends: slurm` to it for any Slurm cluster"}};
  }
  if (std::find(chain.begin(), chain.end(), extends->text) != chain.end()) {
    throw bad_extends(*extends, fmt::format("site '{}' extends itself", name),
                      "follow the names: " + join(chain, " → ") + " → " + printable(extends->text));
  }
  if (chain.size() >= chain_limit) {
    throw bad_extends(*extends, fmt::format("sites extend each other more than {} times", chain_limit),
                      "let it extend a built-in profile");
  }
  if (!knows(extends->text)) {
    throw bad_extends(*extends,
                      fmt::format("site '{}' extends '{}', which is not there", name, printable(extends->text)),
                      suggest(extends->text, names()));
  }
  return resolve(extends->text, chain);
}

}  // namespace aifactory::config
