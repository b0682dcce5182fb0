// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::monitoring {

/// Seconds since 1970, or not known: an optional in eight bytes, of which there are millions.
class Moment {
 public:
  constexpr Moment() = default;
  constexpr Moment(std::nullopt_t) {}
  constexpr Moment(double seconds) : seconds_(seconds) {}
  constexpr Moment(std::optional<double> seconds) : Moment(seconds ? Moment(*seconds) : Moment()) {}

  constexpr bool has_value() const { return seconds_ == seconds_; }
  constexpr explicit operator bool() const { return has_value(); }
  constexpr double operator*() const { return seconds_; }
  constexpr double value_or(double other) const { return has_value() ? seconds_ : other; }
  friend constexpr bool operator==(Moment a, Moment b) {
    return a.has_value() ? a.seconds_ == b.seconds_ : !b.has_value();
  }

 private:
  double seconds_ = std::numeric_limits<double>::quiet_NaN();
};

struct Point {
  double step = 0;
  Moment time = {};
  double value = 0;  ///< may be NaN or infinite: training diverges
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

/// JSON Lines: each numeric member is a curve. "step" (else "global_step", "iteration", "epoch") is the x axis and
/// never a curve, without any the line number is; "time" or "timestamp" is the moment. Nested objects join names with
/// '/'; NaN, Infinity and huge numbers are taken as Python writes them. A last line that breaks off is not there yet.
/// Pure; hostile input gives complaints.
Metrics read_json_lines(std::string_view text, std::string_view source);
/// CSV with a header line (',', ';' or tabs), likewise. A last line without its newline is not there yet: a number in
/// it may go on.
Metrics read_csv(std::string_view text, std::string_view source);

/// Everything that a run wrote under `folder` in files matching `patterns`: relative paths, with '*', '?' and "**", or
/// folders ("metrics.jsonl", "tb/**", "wandb"). Two commands on the host, however many files there are. JSON Lines,
/// CSV, TensorBoard event files, offline runs of W&B, trainer_state.json. Errors: bad_input for a pattern that leads
/// out of the folder; those of transport::run.
Metrics collect(transport::Host& host, const std::string& folder, const std::vector<std::string>& patterns);

/// The same for a run that goes on: each update reads only what is new. Borrows the host.
class Collector {
 public:
  Collector(transport::Host& host, std::string folder, std::vector<std::string> patterns);
  ~Collector();

  /// All there is by now. Errors as collect(); after one the next update goes on where this one stopped.
  Metrics update();
  /// The last update, without a copy of the points.
  Metrics finish() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace aifactory::monitoring
