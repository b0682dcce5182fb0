// SPDX-License-Identifier: Apache-2.0
#include "monitoring/collection.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "monitoring/series_builder.hpp"

#include <algorithm>

namespace aifactory::monitoring {
namespace {

constexpr int tries = 3;
constexpr int passes = 3;  ///< a file that was written anew is read again from its top

}  // namespace

Collection::Collection(Parts parts) : parts_(std::move(parts)) {
  check_patterns(parts_.patterns);
}

void Collection::update() {
  look_for_files();
  if (files_.empty()) return;
  for (int pass = 0; pass < passes && read_patiently() == Pass::again;)
    ++pass;
  for (auto& each : files_)
    each.reader->settle();
}

void Collection::look_for_files() {
  if (parts_.patterns.empty()) return;
  const auto output = transport::run(parts_.host, {.script = listing_script(parts_.folder, parts_.patterns),
                                                   .repeat = transport::Repeat::safe,
                                                   .output_limit = 2 * listing_limit});
  auto selection = select_files(output.out, parts_.patterns);
  complaints_ = std::move(selection.complaints);
  if (const auto said = trim(output.err); !said.empty()) complaints_.push_back({".", printable(split(said, '\n')[0])});
  for (auto& found : selection.files) {
    const auto same = [&found](const RemoteFile& known) { return known.file.path == found.path; };
    if (std::none_of(files_.begin(), files_.end(), same)) files_.emplace_back(std::move(found));
  }
}

/// A lost connection costs nothing but time: each try goes on where the last one stopped.
Pass Collection::read_patiently() {
  for (int failures = 1;; ++failures) {
    try {
      return read_new(parts_.host, parts_.folder, files_);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::try_again || failures == tries) throw;
      parts_.pacing.sleep(back_off(failures, parts_.pacing.random()));
    }
  }
}

Metrics Collection::metrics() const {
  Metrics all;
  for (const auto& each : files_)
    add(all, each.reader->metrics());
  return with_complaints(std::move(all));
}

Metrics Collection::take() {
  Metrics all;
  for (auto& each : files_)
    add(all, each.reader->take());
  return with_complaints(std::move(all));
}

Metrics Collection::with_complaints(Metrics metrics) const {
  metrics.complaints.insert(metrics.complaints.end(), complaints_.begin(), complaints_.end());
  for (const auto& each : files_)
    if (each.too_large) metrics.complaints.push_back({each.file.path, "only its first GiB is read"});
  sort(metrics);
  return metrics;
}

}  // namespace aifactory::monitoring
