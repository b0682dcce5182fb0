// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include "config/node.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::config {

// Each sets `out` when `map` has something at `key` (a path of keys); check() has seen that it fits.
void read(const Node& map, std::string_view key, std::string& out);
void read(const Node& map, std::string_view key, int& out);
void read(const Node& map, std::string_view key, double& out);
void read(const Node& map, std::string_view key, bool& out);
void read(const Node& map, std::string_view key, Seconds& out);
void read(const Node& map, std::string_view key, std::vector<std::string>& out);
void read(const Node& map, std::string_view key, std::map<std::string, std::string>& out);

template <typename Value>
void read(const Node& map, std::string_view key, std::optional<Value>& out) {
  if (map.find(key) == nullptr) return;
  read(map, key, out.emplace());
}

void read_bytes(const Node& map, std::string_view key, std::optional<std::uint64_t>& out);
void read_count(const Node& map, std::string_view key, std::optional<std::uint64_t>& out);

/// Absolute: "~" is the home folder, anything relative starts at the folder of the file it stands in.
std::filesystem::path read_path(const Node& value);
std::vector<std::string> read_paths(const Node& map, std::string_view key);

}  // namespace aifactory::config
