// SPDX-License-Identifier: Apache-2.0
#include "config/node.hpp"

#include "aifactory/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::config {
namespace {

bool is_plain(std::string_view text) {
  static constexpr std::string_view special = ",[]{}#&*!|>'\"%@`:?";
  if (text.empty() || text == "~" || text == "null") return false;
  if (text.front() == '-' && (text.size() == 1 || text[1] == ' ')) return false;
  if (text.front() == ' ' || text.back() == ' ') return false;
  const auto is_odd = [](char c) {
    return special.find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  };
  return std::none_of(text.begin(), text.end(), is_odd);
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result.append("\\").push_back(c);
    } else if (c == '\n') {
      result += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result.push_back(c);
    }
  }
  return result + "\"";
}

std::string scalar(std::string_view text) {
  return is_plain(text) ? std::string(text) : quoted(text);
}

const Node* member(const Node& map, std::string_view key) {
  const auto found = std::find_if(map.members.begin(), map.members.end(), [&](const auto& m) { return m.key == key; });
  return found == map.members.end() ? nullptr : &found->value;
}

}  // namespace

std::string Place::text() const {
  return fmt::format("{}:{}:{}", document ? document->label : std::string(), line, column);
}

std::string Place::origin() const {
  return document && document->kind == Document::Kind::profile ? document->label : text();
}

const Node* Node::find(std::string_view path) const {
  const Node* at = this;
  while (at && !path.empty()) {
    const auto dot = path.find('.');
    at = member(*at, path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return at && at->kind != Kind::empty ? at : nullptr;
}

std::string Node::flow() const {
  std::string body;
  if (kind == Kind::empty) return "null";
  if (kind == Kind::scalar) return scalar(text);
  for (const auto& item : items)
    body += (body.empty() ? "" : ", ") + item.flow();
  for (const auto& m : members)
    body += (body.empty() ? "" : ", ") + scalar(m.key) + ": " + m.value.flow();
  return kind == Kind::list ? "[" + body + "]" : "{" + body + "}";
}

void refuse(std::string what, const Place& where, std::string hint, std::string why) {
  throw Error{{.kind = ErrorKind::config,
               .what = std::move(what),
               .where = where.text(),
               .why = std::move(why),
               .hint = std::move(hint)}};
}

Node map_of(std::string key, Node value) {
  Node map{.kind = Node::Kind::map, .place = value.place};
  auto place = value.place;
  map.members.push_back({.key = std::move(key), .place = std::move(place), .value = std::move(value)});
  return map;
}

Node merge(Node under, const Node& over) {
  if (over.kind == Node::Kind::empty) return under;
  if (under.kind != Node::Kind::map || over.kind != Node::Kind::map) return over;
  for (const auto& added : over.members) {
    const auto same =
        std::find_if(under.members.begin(), under.members.end(), [&](const auto& m) { return m.key == added.key; });
    if (same == under.members.end()) {
      under.members.push_back(added);
    } else {
      same->value = merge(std::move(same->value), added.value);
      same->place = added.place;
    }
  }
  return under;
}

}  // namespace aifactory::config
