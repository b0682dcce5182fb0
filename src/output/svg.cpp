// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/svg.hpp"

#include "aifactory/base/text.hpp"

#include "output/axis.hpp"
#include "output/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace aifactory::output {
namespace {

// Okabe and Ito's colours, which people of all kinds of sight tell apart; dashes do the rest.
constexpr std::array<std::string_view, 7> colors = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                    "#E69F00", "#56B4E9", "#8a8a00"};
constexpr std::array<std::string_view, 4> dashes = {"", "6 3", "2 3", "8 3 2 3"};
constexpr double left = 76, right = 24, top = 34, bottom = 44;  // room for labels
constexpr double legend_line = 20, letter = 6.9;                // at 12 pixels, generously
constexpr double title_letter = 8.8;                            // at 14 pixels, bold

constexpr std::string_view style =
    "<style>.aif{font:12px system-ui,'DejaVu Sans',sans-serif;fill:#1b1f24}.aif .g{stroke:#d9dee3}.aif "
    ".a{stroke:#6a737d}"
    ".aif .t{font-size:14px;font-weight:600}.aif .m{fill:#57606a}.aif path{fill:none;stroke-width:1.6;"
    "stroke-linejoin:round}.aif .p{stroke-width:5}@media(prefers-color-scheme:dark){.aif{fill:#e6edf3}.aif "
    ".g{stroke:#30363d}"
    ".aif .a{stroke:#8b949e}.aif .m{fill:#9da7b1}}@media print{.aif{fill:#000}.aif .g{stroke:#ccc}}</style>";

struct Frame {
  Window window;
  double width, height;  // of the field in which curves are drawn

  double x(double value) const { return left + window.x.share(value) * width; }
  double y(double value) const { return top + (1 - window.y.share(value)) * height; }
};

std::optional<Window> window_of(std::span<const Curve> curves, Scale scale) {
  std::optional<Range> x, y;
  const auto unite = [](std::optional<Range>& all, const std::optional<Range>& part) {
    if (!part) return;
    if (!all) all = part;
    all = Range{std::min(all->low, part->low), std::max(all->high, part->high)};
  };
  for (const Curve& curve : curves) {
    const Extent extent = extent_of(curve, scale);
    unite(x, extent.x);
    unite(y, extent.y);
  }
  if (!x || !y) return {};
  return Window{widened_across(*x), widened(*y, scale), scale};
}

std::string text(double x, double y, std::string_view anchor, const std::string& content, std::string_view kind = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor,
                     kind.empty() ? "" : fmt::format(" class=\"{}\"", kind), escape_markup(content));
}

std::string line(double x1, double y1, double x2, double y2, std::string_view kind) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, y1, x2, y2,
                     kind);
}

std::string axes(const Frame& frame, const SvgOptions& options) {
  std::string out;
  for (const Tick& tick : ticks(frame.window.y, frame.window.scale, 5)) {
    const double y = top + (1 - std::clamp(tick.share, 0.0, 1.0)) * frame.height;
    out += line(left, y, left + frame.width, y, "g") + text(left - 8, y + 4, "end", tick.label, "m");
  }
  for (const Tick& tick : ticks(frame.window.x, Scale::linear, 6)) {
    const double x = left + std::clamp(tick.share, 0.0, 1.0) * frame.width;
    out += line(x, top + frame.height, x, top + frame.height + 4, "a") +
           text(x, top + frame.height + 18, "middle", tick.label, "m");
  }
  out += line(left, top + frame.height, left + frame.width, top + frame.height, "a");
  out += text(left + frame.width / 2, top + frame.height + 36, "middle", options.x_title, "m");
  const auto room = static_cast<std::size_t>((frame.width + right) / title_letter);
  return out + text(left, 20, "start", shorten(printable(options.title), room), "t");
}

std::string stroke(std::size_t number) {
  const std::string_view dash = dashes[number / colors.size() % dashes.size()];
  return fmt::format("stroke=\"{}\"{}", colors[number % colors.size()],
                     dash.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", dash));
}

std::string drawn(const std::string& points, std::string_view kind, std::size_t number) {
  if (points.empty()) return {};
  return fmt::format("<path d=\"{}\"{} {} stroke-linecap=\"round\"/>\n", points, kind, stroke(number));
}

/// Points without neighbours are dots.
std::string path(const Frame& frame, const Curve& whole, std::size_t number) {
  const Curve curve = thinned(
      "", std::min(whole.x.size(), whole.y.size()), [&](std::size_t i) { return std::pair(whole.x[i], whole.y[i]); },
      720);
  const bool logarithmic = frame.window.scale == Scale::logarithmic;
  const auto is_drawn = [&](std::size_t i) {
    return i < curve.x.size() && std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]) &&
           (!logarithmic || curve.y[i] > 0);
  };
  std::string lines, alone;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (!is_drawn(i)) continue;
    const bool joined = i > 0 && is_drawn(i - 1);
    const double y = logarithmic ? std::log10(curve.y[i]) : curve.y[i];
    auto& to = joined || is_drawn(i + 1) ? lines : alone;
    to += fmt::format("{}{:.1f} {:.1f}", joined ? "L" : "M", frame.x(curve.x[i]), frame.y(y));
    if (&to == &alone) to += "h.01";
  }
  return drawn(lines, "", number) + drawn(alone, " class=\"p\"", number);
}

/// Names of curves with their last values, in as many lines as they need.
std::string legend(std::span<const Curve> curves, Scale scale, double width, double& y) {
  std::string out;
  double x = left;
  for (std::size_t number = 0; number < curves.size(); ++number) {
    const auto extent = extent_of(curves[number], scale);
    auto name = shorten(printable(curves[number].name), 60);
    if (extent.last) name += ": " + number_label(*extent.last);
    if (extent.left_out) name += left_out_note;
    const double taken = 30 + letter * static_cast<double>(display_width(name)) + 14;
    if (x > left && x + taken > width) x = left, y += legend_line;
    out += fmt::format("<path d=\"M{:.1f} {:.1f}h22\" {}/>", x, y - 4, stroke(number)) + text(x + 28, y, "start", name);
    x += taken;
  }
  return out;
}

}  // namespace

std::string svg_plot(std::span<const Curve> curves, const SvgOptions& options) {
  const auto window = window_of(curves, options.y_scale);
  const auto width = static_cast<double>(options.width), height = static_cast<double>(options.height);
  const Frame frame{window.value_or(Window{{0, 1}, {0, 1}, Scale::linear}), width - left - right,
                    height - top - bottom};
  std::string body = axes(frame, options);
  if (!window) body += text(left + frame.width / 2, top + frame.height / 2, "middle", "nothing to plot", "m");
  for (std::size_t number = 0; window && number < curves.size(); ++number)
    body += path(frame, curves[number], number);
  double end = height + 14;
  if (window) body += legend(curves, options.y_scale, width, end);
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"aif\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" role=\"img\" aria-label=\"{2}\">{3}\n{4}</svg>\n",
      width, end + 10, escape_markup(printable(options.title)), style, body);
}

std::string svg_document(std::span<const std::string> plots) {
  if (plots.size() == 1) return plots[0];
  double width = 0, y = 0;
  std::string body;
  for (const std::string& plot : plots) {
    const auto number_behind = [&](std::string_view key) {
      const auto at = plot.find(key);
      return at == std::string::npos ? 0.0 : std::strtod(plot.c_str() + at + key.size(), nullptr);
    };
    std::string placed = plot;
    placed.replace(0, 4, fmt::format("<svg y=\"{:.0f}\"", y));
    body += placed;
    width = std::max(width, number_behind(" width=\""));
    y += number_behind(" height=\"") + 16;
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\">\n"
      "{2}</svg>\n",
      width, y, body);
}

}  // namespace aifactory::output
