// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include <string>

namespace aifactory::transfer {

/// A manifest's lines, each with its newline: the head first, then one for each entry in their order.
std::string manifest_head_line(const Manifest& manifest);
inline std::string manifest_line(const Entry& entry) {
  return manifest_entry_json(entry) + "\n";
}

}  // namespace aifactory::transfer
