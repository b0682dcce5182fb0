// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include "monitoring/file_position.hpp"
#include "monitoring/metric_files.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace aifactory::monitoring {

/// One file on its way into its reader.
struct RemoteFile {
  explicit RemoteFile(MetricFile which);
  void start_over();

  MetricFile file;
  FilePosition position;
  std::unique_ptr<Reader> reader;
  bool too_large = false;  ///< over remote_file_limit: the rest is not read
};

inline constexpr std::uint64_t remote_file_limit = std::uint64_t{1} << 30;

enum class Pass { done, again };

/// One command on the host for all files: feeds each reader what is new. A file that was replaced or emptied is begun
/// anew; one that turns out to have been written anew needs another pass. Positions stay true when this ends with an
/// exception. Errors: those of transport::run_streaming; protocol.
Pass read_new(transport::Host& host, const std::string& folder, std::vector<RemoteFile>& files);

}  // namespace aifactory::monitoring
