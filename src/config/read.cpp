// SPDX-License-Identifier: Apache-2.0
#include "config/read.hpp"

#include "aifactory/base/files.hpp"

#include "config/value.hpp"

namespace aifactory::config {

void read(const Node& map, std::string_view key, std::string& out) {
  if (const auto* value = map.find(key)) out = value->text;
}

void read(const Node& map, std::string_view key, int& out) {
  if (const auto* value = map.find(key)) out = static_cast<int>(to_integer(value->text).value_or(out));
}

void read(const Node& map, std::string_view key, double& out) {
  if (const auto* value = map.find(key)) out = to_number(value->text).value_or(out);
}

void read(const Node& map, std::string_view key, bool& out) {
  if (const auto* value = map.find(key)) out = to_boolean(value->text).value_or(out);
}

void read(const Node& map, std::string_view key, Seconds& out) {
  if (const auto* value = map.find(key)) out = parse_duration(value->text).value_or(out);
}

void read(const Node& map, std::string_view key, std::vector<std::string>& out) {
  const auto* value = map.find(key);
  if (!value) return;
  out.clear();
  if (value->kind == Node::Kind::scalar) out.push_back(value->text);
  for (const auto& item : value->items)
    out.push_back(item.text);
}

void read(const Node& map, std::string_view key, std::map<std::string, std::string>& out) {
  const auto* value = map.find(key);
  if (!value) return;
  out.clear();
  for (const auto& member : value->members)
    out[member.key] = member.value.text;
}

void read_bytes(const Node& map, std::string_view key, std::optional<std::uint64_t>& out) {
  if (const auto* value = map.find(key)) out = parse_bytes(value->text);
}

void read_count(const Node& map, std::string_view key, std::optional<std::uint64_t>& out) {
  const auto* value = map.find(key);
  const auto count = value ? to_integer(value->text) : std::nullopt;
  if (count) out = static_cast<std::uint64_t>(*count);
}

std::filesystem::path read_path(const Node& value) {
  const std::string_view text = value.text;
  if (text == "~") return user_directories().home;
  if (text.substr(0, 2) == "~/") return (user_directories().home / text.substr(2)).lexically_normal();
  const auto& folder = value.place.document ? value.place.document->folder : std::filesystem::path();
  auto path = (folder / text).lexically_normal();
  return path.has_filename() || path == path.root_path() ? path : path.parent_path();
}

std::vector<std::string> read_paths(const Node& map, std::string_view key) {
  std::vector<std::string> paths;
  const auto* value = map.find(key);
  if (!value) return paths;
  if (value->kind == Node::Kind::scalar) paths.push_back(read_path(*value).string());
  for (const auto& item : value->items)
    paths.push_back(read_path(item).string());
  return paths;
}

}  // namespace aifactory::config
