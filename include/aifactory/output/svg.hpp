// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/plot.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace aifactory::output {

struct SvgOptions {
  std::string title;
  std::string x_title = "step";
  Scale y_scale = Scale::linear;
  std::size_t width = 720, height = 300;  ///< of the plot; the legend comes below
};

/// A plot as an SVG element of its own that follows the reader's light or dark scheme. Curves differ in colour and in
/// dashes; a legend names them. Text is escaped. Nothing outside of it is loaded.
std::string svg_plot(std::span<const Curve> curves, const SvgOptions& options);

/// Several plots below one another, as one SVG document.
std::string svg_document(std::span<const std::string> plots);

/// Text as it may stand in HTML, SVG and their attributes; controls made visible.
std::string escape_markup(std::string_view text);

}  // namespace aifactory::output
