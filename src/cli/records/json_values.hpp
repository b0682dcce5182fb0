// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace aifactory::cli {

/// null for what is not known: every record has all its members.
inline nlohmann::ordered_json json_time(const std::optional<Time>& time) {
  return time ? nlohmann::ordered_json(format_time(*time)) : nlohmann::ordered_json();
}
inline nlohmann::ordered_json json_seconds(const std::optional<Seconds>& duration) {
  return duration ? nlohmann::ordered_json(duration->count()) : nlohmann::ordered_json();
}
inline nlohmann::ordered_json json_text(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

}  // namespace aifactory::cli
