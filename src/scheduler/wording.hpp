// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/scheduler/explain.hpp"

#include <string>
#include <string_view>

namespace aifactory::scheduler {

/// `words` with facts for {key}; what stands in [square brackets] is left out when a fact in it is not known. Outside
/// of brackets an unknown fact is written as its key in capitals: "scontrol release ID".
std::string word(std::string_view words, const Facts& facts);

/// An empty value is not known, and left out.
void put(Facts& facts, std::string_view key, std::string value);

}  // namespace aifactory::scheduler
