// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/plot.hpp"

#include "aifactory/base/text.hpp"
#include "aifactory/output/terminal.hpp"

#include "output/axis.hpp"
#include "output/canvas.hpp"
#include "output/repeated.hpp"
#include "output/trace.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace aifactory::output {
namespace {

constexpr std::array<Style, 5> palette = {Style::cyan, Style::yellow, Style::green, Style::red, Style::blue};
constexpr std::size_t fewest_rows = 4;      // of a canvas
constexpr std::size_t fewest_columns = 20;  // of a whole plot
constexpr std::size_t rows_a_tick = 2;
constexpr std::string_view empty = "  nothing to plot";

std::string colored(const PlotOptions& options, std::size_t curve, const std::string& text) {
  return styled(Stream{.color = options.color}, palette[curve % palette.size()], text);
}

std::string without_end_blanks(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

struct Panel {
  std::span<const Curve> curves;
  std::vector<Extent> extents;
  Window window;
};

std::optional<Range> united(const std::vector<Extent>& extents, std::optional<Range> Extent::*part) {
  std::optional<Range> all;
  for (const Extent& extent : extents) {
    if (!(extent.*part)) continue;
    if (!all) all = extent.*part;
    all->low = std::min(all->low, (extent.*part)->low);
    all->high = std::max(all->high, (extent.*part)->high);
  }
  return all;
}

/// Nothing when no curve has a point that can be drawn.
std::optional<Panel> make_panel(std::span<const Curve> curves, Scale scale) {
  Panel panel{.curves = curves, .extents = {}, .window = {}};
  for (const Curve& curve : curves)
    panel.extents.push_back(extent_of(curve, scale));
  const auto x = united(panel.extents, &Extent::x), y = united(panel.extents, &Extent::y);
  if (!x || !y) return {};
  panel.window = {widened_across(*x), widened(*y, scale), scale};
  return panel;
}

/// "loss  last 0.123  min 0.101"
std::string legend_text(const Panel& panel, std::size_t curve, std::size_t available) {
  const Extent& extent = panel.extents[curve];
  std::string numbers;
  if (extent.last) numbers = "  last " + number_label(*extent.last) + "  min " + number_label(*extent.lowest);
  if (extent.left_out) numbers += left_out_note;
  const std::size_t taken = display_width(numbers);
  const std::size_t room = std::max<std::size_t>(4, available - std::min(available, taken));
  return shorten(shorten(printable(panel.curves[curve].name), room) + numbers, available);
}

/// Of few curves a line each, of more as many in a line as fit; of very many, as many lines as there is room for.
std::vector<std::string> legend_lines(const Panel& panel, std::size_t most, const PlotOptions& options) {
  constexpr std::size_t few = 3, mark = 2, gap = 2;
  const std::size_t count = panel.curves.size();
  std::vector<std::string> texts;
  std::size_t widest = 0;
  for (std::size_t curve = 0; curve < count; ++curve) {
    texts.push_back(legend_text(panel, curve, options.columns - mark));
    widest = std::max(widest, display_width(texts.back()));
  }
  const std::size_t in_line =
      count <= few ? 1 : std::max<std::size_t>(1, (options.columns + gap) / (mark + widest + gap));
  const bool all = count <= most * in_line;
  const std::size_t shown = all ? count : (most - 1) * in_line;
  std::vector<std::string> lines;
  for (std::size_t curve = 0; curve < shown; ++curve) {
    const std::size_t place = curve % in_line;
    if (place == 0) lines.emplace_back();
    if (place > 0) lines.back() += std::string(widest - display_width(texts[curve - 1]) + gap, ' ');
    lines.back() += colored(options, curve, "⣿") + " " + texts[curve];
  }
  if (!all) lines.push_back("… and " + std::to_string(count - shown) + " more curves");
  return lines;
}

/// The labels of all rows, right-aligned to one width.
std::vector<std::string> row_labels(const Window& window, std::size_t rows) {
  std::vector<std::string> labels(rows);
  std::size_t width = 0;
  for (const Tick& tick : ticks(window.y, window.scale, std::max<std::size_t>(2, rows / rows_a_tick))) {
    const double row = (1 - std::clamp(tick.share, 0.0, 1.0)) * static_cast<double>(rows - 1);
    labels[static_cast<std::size_t>(row + 0.5)] = tick.label;
    width = std::max(width, tick.label.size());
  }
  for (std::string& label : labels)
    label.insert(0, width - label.size(), ' ');
  return labels;
}

std::string canvas_row(const Canvas& canvas, std::size_t row, const PlotOptions& options) {
  std::string out;
  for (std::size_t column = 0; column < canvas.dot_columns() / 2; ++column) {
    const auto curve = canvas.curve(column, row);
    out += curve ? colored(options, *curve, canvas.character(column, row)) : " ";
  }
  return without_end_blanks(std::move(out));
}

/// The ends of the x axis, and between them what it counts.
std::string x_labels(const Window& window, std::size_t columns, const std::string& title) {
  const std::string low = number_label(window.x.low), high = number_label(window.x.high);
  const std::size_t ends = low.size() + high.size();
  if (ends + 2 > columns) return low;
  const std::string middle = shorten(printable(title), columns - ends - 2);
  const std::size_t blanks = columns - ends - display_width(middle);
  return low + std::string(blanks / 2, ' ') + middle + std::string(blanks - blanks / 2, ' ') + high;
}

std::string draw(const Panel& panel, const PlotOptions& options) {
  constexpr std::size_t axis_rows = 2;
  const std::size_t most_legend = options.rows - std::min(options.rows - 1, axis_rows + fewest_rows);
  const auto legend = legend_lines(panel, most_legend, options);
  const std::size_t taken = axis_rows + legend.size();
  const std::size_t rows = std::max(fewest_rows, options.rows - std::min(options.rows, taken));

  const auto labels = row_labels(panel.window, rows);
  const std::size_t margin = labels[0].size();
  Canvas canvas(options.columns - margin - 2, rows);
  for (std::size_t curve = 0; curve < panel.curves.size(); ++curve)
    trace(canvas, panel.curves[curve], panel.window, curve);

  std::string out;
  for (std::size_t row = 0; row < rows; ++row) {
    const bool has_label = labels[row].find_first_not_of(' ') != std::string::npos;
    out += without_end_blanks(labels[row] + (has_label ? " ┤" : " │") + canvas_row(canvas, row, options)) + "\n";
  }
  const std::size_t width = canvas.dot_columns() / 2;
  out += std::string(margin, ' ') + " └" + repeated("─", width) + "\n";
  out += std::string(margin + 2, ' ') + x_labels(panel.window, width, options.x_title) + "\n";
  for (const std::string& line : legend)
    out += line + "\n";
  return out;
}

}  // namespace

std::string plot(std::span<const Curve> curves, const PlotOptions& wanted) {
  PlotOptions options = wanted;
  options.columns = std::max(options.columns, fewest_columns);
  options.rows = std::max<std::size_t>(options.rows, 1);
  const bool one_panel = options.color || curves.size() < 2;
  if (!one_panel) options.rows = options.rows / curves.size();  // curves of one colour would be one tangle

  std::string out;
  const std::size_t step = one_panel ? std::max<std::size_t>(1, curves.size()) : 1;
  options.rows = std::max(options.rows, fewest_rows + 3);
  for (std::size_t first = 0; first < curves.size(); first += step) {
    const auto panel = make_panel(curves.subspan(first, step), options.y_scale);
    out += panel ? draw(*panel, options)
                 : shorten(printable(curves[first].name), options.columns - empty.size()) + std::string(empty) + "\n";
  }
  return out.empty() ? "nothing to plot\n" : out;
}

}  // namespace aifactory::output
