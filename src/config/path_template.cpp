// SPDX-License-Identifier: Apache-2.0
#include "aifactory/config/path_template.hpp"

namespace aifactory::config {
namespace {

/// Calls `visit(text)` for plain pieces and `name(text)` for what stands between braces.
template <typename Plain, typename Name>
void walk(std::string_view path, Plain plain, Name name) {
  while (!path.empty()) {
    const auto open = path.find('{');
    const auto close = open == std::string_view::npos ? open : path.find('}', open);
    plain(path.substr(0, close == std::string_view::npos ? path.size() : open));
    if (close == std::string_view::npos) return;
    name(path.substr(open + 1, close - open - 1));
    path.remove_prefix(close + 1);
  }
}

}  // namespace

const std::vector<std::string>& path_variables() {
  static const std::vector<std::string> names = {"user", "account", "project", "group", "home", "data"};
  return names;
}

std::string fill_path(std::string_view path, const PathValues& values) {
  std::string filled;
  const auto name = [&](std::string_view variable) {
    const auto found = values.find(variable);
    if (found != values.end() && !found->second.empty()) {
      filled += found->second;
    } else {
      filled.append("{").append(variable).append("}");
    }
  };
  walk(
      path, [&](std::string_view text) { filled += text; }, name);
  return filled;
}

std::vector<std::string> open_variables(std::string_view path) {
  std::vector<std::string> names;
  walk(
      path, [](std::string_view) {}, [&](std::string_view variable) { names.emplace_back(variable); });
  return names;
}

}  // namespace aifactory::config
