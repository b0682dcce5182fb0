// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace aifactory::config {

/// A site profile as it lies in src/config/sites, compiled in.
struct BuiltinProfile {
  std::string_view name;
  std::string_view yaml;
};

/// Sorted by name.
std::span<const BuiltinProfile> builtin_profiles();

}  // namespace aifactory::config
