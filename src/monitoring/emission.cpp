// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/emission.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::monitoring {
namespace {

struct Grid {
  std::string_view country, name;
  int year;
  double grams;
};

// Ember, "Yearly Electricity Data" (ember-energy.org, CC BY 4.0): emissions intensity of generation over the whole life
// cycle, g CO2e/kWh; as The Green Web Foundation republished it in co2.js (data/output/average-intensities.json of
// 2026-06-29).
constexpr Grid grids[] = {
    {"AT", "Austria", 2024, 102.62},
    {"BE", "Belgium", 2024, 117.58},
    {"BG", "Bulgaria", 2024, 264.21},
    {"CH", "Switzerland", 2024, 36.72},
    {"CY", "Cyprus", 2024, 512.24},
    {"CZ", "Czechia", 2024, 413.86},
    {"DE", "Germany", 2024, 342.06},
    {"DK", "Denmark", 2024, 143.3},
    {"EE", "Estonia", 2024, 341.02},
    {"ES", "Spain", 2024, 146.15},
    {"FI", "Finland", 2024, 72.25},
    {"FR", "France", 2024, 44.18},
    {"GB", "the United Kingdom", 2024, 215.79},
    {"GR", "Greece", 2024, 319.76},
    {"HR", "Croatia", 2024, 174.48},
    {"HU", "Hungary", 2024, 182.82},
    {"IE", "Ireland", 2024, 279.79},
    {"IS", "Iceland", 2023, 28.33},
    {"IT", "Italy", 2024, 287.75},
    {"LT", "Lithuania", 2024, 139.34},
    {"LU", "Luxembourg", 2024, 134.62},
    {"LV", "Latvia", 2024, 136.22},
    {"MT", "Malta", 2024, 484.16},
    {"NL", "the Netherlands", 2024, 252.7},
    {"NO", "Norway", 2024, 30.75},
    {"PL", "Poland", 2024, 614.98},
    {"PT", "Portugal", 2024, 111.8},
    {"RO", "Romania", 2024, 245.55},
    {"RS", "Serbia", 2024, 670.8},
    {"SE", "Sweden", 2024, 35.89},
    {"SI", "Slovenia", 2024, 227.11},
    {"SK", "Slovakia", 2024, 96.49},
    {"TR", "Türkiye", 2024, 469.7},
};
constexpr Grid union_average{"EU", "the European Union", 2024, 213.02};

}  // namespace

Emission grid_emission(std::string_view country) {
  const auto* found = std::ranges::find(grids, country, &Grid::country);
  const Grid& grid = found == std::end(grids) ? union_average : *found;
  return {grid.grams,
          fmt::format("average of generation in {} in {} (Ember, Yearly Electricity Data, life cycle); what "
                      "the site buys may differ",
                      grid.name, grid.year)};
}

}  // namespace aifactory::monitoring
