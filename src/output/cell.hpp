// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/output/records.hpp"

#include <string>

namespace aifactory::output {

/// For whom a value is written: people get units and relative times, programs plain values.
enum class Reader { people, programs };

/// A value as one line of printable text; null is empty. `reference`: the moment that times are relative to.
std::string cell_text(const nlohmann::ordered_json& value, As as, Reader reader, Time reference);

/// The colour in which a job's state is shown.
Style style_of_state(std::string_view state);

}  // namespace aifactory::output
