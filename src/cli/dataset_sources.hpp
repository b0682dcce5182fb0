// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"
#include "aifactory/dataset/dataset.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// What an upload was asked to send.
struct SourceChoice {
  std::vector<std::string> datasets = {};  ///< a "-" at the end means --from -
  std::string from = {};                   ///< folder, file, https address or "-"
  std::string file = {};                   ///< name on the site of what is streamed
  std::string sha256 = {};
  std::string pack = {};
};

/// A dataset and where its data come from this time.
struct DatasetSource {
  config::Dataset dataset;
  std::optional<dataset::Incoming> incoming = {};  ///< for one that is streamed
};

/// The datasets that were named, or all of the project. With --from there is one, which the project need not know.
/// Errors: no_input, usage.
std::vector<DatasetSource> chosen_sources(AppContext& context, SourceChoice choice);

}  // namespace aifactory::cli
