// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::monitoring {

struct Point {
  double step = 0;
  std::optional<double> time = {};  ///< seconds since 1970
  double value = 0;                 ///< may be NaN or infinite: training diverges
};

/// One curve.
struct Series {
  std::string name;    ///< "loss"
  std::string source;  ///< file it came from, relative to the run
  std::vector<Point> points;
};

/// A file that could not be read whole: what was good is used.
struct Complaint {
  std::string source;
  std::string text;
};

struct Metrics {
  std::vector<Series> series;  ///< sorted by name
  std::vector<Complaint> complaints;
};

/// JSON Lines: each numeric member is a curve; "step" (also "global_step", "iteration", "epoch") is the x axis, else
/// the line number; "time" or "timestamp" the moment. Nested objects join names with '/'. Pure; hostile input gives
/// complaints.
Metrics read_json_lines(std::string_view text, std::string_view source);
/// CSV with a header line, likewise.
Metrics read_csv(std::string_view text, std::string_view source);

/// Everything that a run wrote under `folder` in files matching `patterns` ("metrics.jsonl", "tb/**").
Metrics collect(transport::Host& host, const std::string& folder, const std::vector<std::string>& patterns);

}  // namespace aifactory::monitoring
