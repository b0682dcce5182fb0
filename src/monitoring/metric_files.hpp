// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/monitoring/metrics.hpp"

#include "monitoring/reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aifactory::monitoring {

/// A file with numbers, relative to the run's folder.
struct MetricFile {
  std::string path;
  Format format = Format::unknown;
};

struct Selection {
  std::vector<MetricFile> files;  ///< sorted by path
  std::vector<Complaint> complaints;
};

inline constexpr std::size_t file_count_limit = 1000;
inline constexpr std::size_t listing_limit = std::size_t{8} << 20;

/// Patterns are relative and stay below the folder. Errors: bad_input.
void check_patterns(const std::vector<std::string>& patterns);

/// POSIX sh text that prints the files that the patterns may mean, each followed by NUL. It walks only where a pattern
/// leads: a work folder may hold millions of files.
std::string listing_script(const std::string& folder, const std::vector<std::string>& patterns);

/// What of the listing is to be read. Pure; names come from the other side.
Selection select_files(std::string_view listing, const std::vector<std::string>& patterns);

}  // namespace aifactory::monitoring
