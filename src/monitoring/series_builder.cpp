// SPDX-License-Identifier: Apache-2.0
#include "monitoring/series_builder.hpp"

#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace aifactory::monitoring {

std::optional<std::size_t> SeriesBuilder::series(std::string_view name) {
  name = name.substr(0, name_limit);
  if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
  if (series_.size() == series_limit) {
    complain(fmt::format("more than {} different names; the rest is left out", series_limit));
    return std::nullopt;
  }
  numbers_.emplace(name, series_.size());
  series_.push_back({.name = printable(name), .source = source_, .points = {}});
  return series_.size() - 1;
}

/// Growing by doubling, a long curve would be copied over and over, and lie in memory twice. The share of the file that
/// was read says how long it will get, if its other rows are like these; no more than most times the room is trusted.
void SeriesBuilder::make_room(std::vector<Point>& points) const {
  constexpr std::size_t long_curve = std::size_t{1} << 16, most = 16;
  if (points.size() < long_curve || passed_ >= whole_) return;
  const double times = std::min(static_cast<double>(whole_) / static_cast<double>(passed_) * 1.05, double{most});
  if (times > 1.5) points.reserve(static_cast<std::size_t>(static_cast<double>(points.size()) * times));
}

void SeriesBuilder::complain(std::string text) {
  if (complaints_++ == 0) complaint_ = std::move(text);
}

Metrics SeriesBuilder::finished(std::vector<Series> series) const {
  Metrics metrics{.series = std::move(series), .complaints = {}};
  std::erase_if(metrics.series, [](const Series& each) { return each.points.empty(); });
  sort(metrics);
  if (complaints_ == 1) metrics.complaints.push_back({source_, complaint_});
  if (complaints_ > 1)
    metrics.complaints.push_back({source_, fmt::format("{} (and {} more)", complaint_, complaints_ - 1)});
  return metrics;
}

Metrics SeriesBuilder::metrics() const {
  return finished(series_);
}

Metrics SeriesBuilder::take() {
  return finished(std::move(series_));
}

void add(Metrics& to, Metrics&& other) {
  std::move(other.series.begin(), other.series.end(), std::back_inserter(to.series));
  std::move(other.complaints.begin(), other.complaints.end(), std::back_inserter(to.complaints));
}

void sort(Metrics& metrics) {
  std::stable_sort(metrics.series.begin(), metrics.series.end(), [](const Series& a, const Series& b) {
    return std::tie(a.name, a.source) < std::tie(b.name, b.source);
  });
}

}  // namespace aifactory::monitoring
