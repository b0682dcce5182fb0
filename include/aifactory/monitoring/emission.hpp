// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace aifactory::monitoring {

/// Greenhouse gas of electric energy.
struct Emission {
  double grams_per_kwh = 0;
  std::string source;
};

/// What generating electricity gave off on average in a country ("ES"), with year and source; the average of the
/// European Union for one that is not in the table, or empty. Pure.
Emission grid_emission(std::string_view country);

}  // namespace aifactory::monitoring
