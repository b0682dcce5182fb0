// SPDX-License-Identifier: Apache-2.0
#include "config/check.hpp"

#include "aifactory/base/text.hpp"

#include "config/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::config {
namespace {

constexpr std::size_t shown_names = 12;
constexpr std::size_t enough = 100;  // failures: a file of rubbish has one in every line

std::string at(const std::string& path) {
  return path.empty() ? std::string() : " in " + printable(path);
}

std::string below(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

/// The first pattern in the tree, outside this map, whose last name is `key`.
std::string elsewhere(const Rule& rule, std::string_view key, const std::string& path = {}) {
  for (const auto& child : rule.children) {
    const auto here = below(path, child.name == "*" ? "NAME" : child.name);
    if (child.name == key) return path.empty() ? "no other key" : path;
    if (auto found = elsewhere(child, key, here); !found.empty()) return found;
  }
  return {};
}

/// What each item of a list has to be; the key itself where it is none.
Key item_of(Key key) {
  if (key.type == Type::texts) key.type = Type::text;
  if (key.type == Type::paths) key.type = Type::path;
  if (key.type == Type::patterns) key.type = Type::pattern;
  return key;
}

/// Keys that people write for secrets, and what they should write.
std::string secret_key_for(std::string_view key) {
  const auto name = to_lower(key);
  for (const auto* word : {"passphrase", "passwd", "password", "otp", "totp", "secret", "token"}) {
    if (name.find(word) == std::string::npos) continue;
    const std::string_view found = word;
    if (found == "passphrase") return "identity_passphrase";
    return found == "otp" || found == "totp" ? "otp" : "password";
  }
  return {};
}

/// One walk over a tree, collecting failures.
class Checker {
 public:
  explicit Checker(const Rule& root) : root_(root) {}

  void visit(const Node& node, const Rule& rule, const std::string& path) {
    if (!rule.key || !fits(*rule.key, node)) return add_type(node, rule, path);
    if (rule.key->type == Type::map) visit_map(node, rule, path);
    if (rule.key->type == Type::maps) visit_items(node, rule, path);
  }

  std::vector<Failure> take() { return std::move(failures_); }

 private:
  void visit_map(const Node& node, const Rule& rule, const std::string& path) {
    for (const auto& member : node.members) {
      if (failures_.size() >= enough) return;
      const auto* child = rule.child(member.key);
      if (!child) {
        add_unknown(member, rule, path);
      } else if (child->name == "*" && !rule.key->format.empty() && !matches_name(rule, member.key)) {
        add(member.place, fmt::format("'{}' cannot be a name{}", printable(member.key), at(path)),
            fmt::format("names have the form {}", rule.key->format));
      } else {
        visit(member.value, *child, below(path, member.key));
      }
    }
  }

  void visit_items(const Node& node, const Rule& rule, const std::string& path) {
    static constexpr Key one_map{.pattern = "[]", .type = Type::map};
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      Rule item = rule.children.front();
      item.key = &one_map;
      visit(node.items[i], item, fmt::format("{}[{}]", path, i));
    }
  }

  static bool matches_name(const Rule& rule, const std::string& name) {
    return name.size() <= 256 && matches(rule.key->format, name);
  }

  void add(const Place& place, std::string what, std::string hint) {
    failures_.push_back(
        {.kind = ErrorKind::config, .what = std::move(what), .where = place.text(), .hint = std::move(hint)});
  }

  void add_unknown(const Node::Member& member, const Rule& rule, const std::string& path) {
    std::vector<std::string> known;
    for (const auto& child : rule.children)
      known.push_back(child.name);
    const auto secret = secret_key_for(member.key);
    auto hint = suggest(member.key, known);
    if (!closest(member.key, known)) {
      if (const auto home = elsewhere(root_, member.key); !home.empty()) hint = "it belongs below " + home;
      if (!secret.empty()) hint = fmt::format("secrets never stand in a file: write {}: {{command: PROGRAM}}", secret);
    }
    add(member.place, fmt::format("unknown key '{}'{}", printable(member.key), at(path)), std::move(hint));
  }

  void add_type(const Node& node, const Rule& rule, const std::string& path) {
    static constexpr Key nothing{};
    const auto& key = rule.key ? *rule.key : nothing;
    if (key.type == Type::secret) {
      add(node.place, fmt::format("{} is not given by a program", printable(path)),
          fmt::format("secrets never stand in a file: write {}: {{command: PROGRAM}}", rule.name));
    } else if (node.kind == Node::Kind::empty) {
      add(node.place, fmt::format("{} is empty", printable(path)), "give it a value, or remove the line");
    } else if (const auto item = misfit(key, node); item < node.items.size()) {
      add_item(node.items[item], key, fmt::format("{}[{}]", printable(path), item));
    } else {
      add(node.place,
          fmt::format("{} must be {}, not {}", path.empty() ? "the file" : printable(path), describe(key), shown(node)),
          key.format.empty() ? std::string() : std::string(key.description));
    }
  }

  /// The first value of a list that the key does not take; as many as there are when the list itself is wrong.
  static std::size_t misfit(const Key& key, const Node& node) {
    const auto wanted = item_of(key);
    if (wanted.type == key.type) return node.items.size();
    const auto bad = [&](const Node& item) { return !fits(wanted, item); };
    return static_cast<std::size_t>(std::ranges::find_if(node.items, bad) - node.items.begin());
  }

  void add_item(const Node& item, const Key& key, const std::string& path) {
    if (item.kind == Node::Kind::empty || (item.kind == Node::Kind::scalar && item.text.empty()))
      add(item.place, path + " is empty", "give it a value, or take it out of the list");
    else
      add(item.place, fmt::format("{} must be {}, not {}", path, describe(item_of(key)), shown(item)),
          key.format.empty() ? std::string() : std::string(key.description));
  }

  static std::string shown(const Node& node) {
    if (node.kind == Node::Kind::map) return "a map";
    if (node.kind == Node::Kind::list) return "this list";
    return "'" + shorten(printable(node.text), 60) + "'";
  }

  const Rule& root_;
  std::vector<Failure> failures_;
};

}  // namespace

std::string suggest(std::string_view name, const std::vector<std::string>& known) {
  if (const auto near = closest(name, known)) return fmt::format("did you mean '{}'?", *near);
  if (known.empty()) return {};
  auto names = known;
  const bool cut = names.size() > shown_names;
  if (cut) names.resize(shown_names);
  return "known are: " + join(names, ", ") + (cut ? ", …" : "");
}

std::vector<Failure> check(const Node& node, const Rule& rule) {
  Checker checker(rule);
  checker.visit(node, rule, {});
  return checker.take();
}

void throw_if_any(std::vector<Failure> failures) {
  static constexpr std::size_t shown = 10;
  if (failures.empty()) return;
  auto first = failures.front();
  for (std::size_t i = 1; i < failures.size() && i <= shown; ++i) {
    if (!first.why.empty()) first.why += "\n";
    first.why += "also " + failures[i].where + ": " + failures[i].what;
  }
  if (failures.size() > shown + 1) first.why += fmt::format("\nand {} more", failures.size() - shown - 1);
  throw Error{std::move(first)};
}

}  // namespace aifactory::config
