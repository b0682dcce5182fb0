// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/settings.hpp"

#include "config/key.hpp"
#include "config/node.hpp"

#include <string>
#include <vector>

namespace aifactory::config {

/// Every value in `node`, one a row: lists as a whole, maps by their members; then what holds by default for keys
/// of maps that are there.
std::vector<Origin> list_values(const Node& node, const Rule& rule, const std::string& path);

}  // namespace aifactory::config
