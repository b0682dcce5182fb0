// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/monitoring/metrics.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory::monitoring {

/// Gathers the curves and the complaints of one file, within bounds that no file can break.
class SeriesBuilder {
 public:
  static constexpr std::size_t name_limit = 256;
  static constexpr std::size_t series_limit = 10'000;

  explicit SeriesBuilder(std::string source) : source_(std::move(source)) {}

  /// The number of the curve called `name` (made fit to be shown); empty when there are too many.
  std::optional<std::size_t> series(std::string_view name);
  void add(std::size_t series, const Point& point) {
    auto& points = series_[series].points;
    if (points.size() == points.capacity()) make_room(points);
    points.push_back(point);
  }

  /// Of the file, so many bytes are still to come; so many were read. Makes room for as many points as may be expected.
  void expect(std::uint64_t bytes) { whole_ = passed_ + bytes; }
  void passed(std::size_t bytes) { passed_ += bytes; }

  /// The first complaint is kept in words, further ones are counted.
  void complain(std::string text);

  Metrics metrics() const;
  Metrics take();

 private:
  Metrics finished(std::vector<Series> series) const;
  void make_room(std::vector<Point>& points) const;

  std::string source_;
  std::uint64_t passed_ = 0, whole_ = 0;
  std::map<std::string, std::size_t, std::less<>> numbers_;
  std::vector<Series> series_;
  std::string complaint_;
  std::size_t complaints_ = 0;
};

/// Puts the curves and complaints of another file behind those of the first.
void add(Metrics& to, Metrics&& other);
/// Curves by name, then source.
void sort(Metrics& metrics);

}  // namespace aifactory::monitoring
