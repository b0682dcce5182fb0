// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/dataset/dataset.hpp"
#include "aifactory/dataset/room.hpp"
#include "aifactory/output/records.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// Fields of a dataset on a site.
const output::Shape& dataset_shape();
void print_datasets(AppContext& context, const std::vector<dataset::Placed>& datasets);
void print_dataset(AppContext& context, const dataset::Placed& dataset);

/// Fields of what a transfer did.
const output::Shape& transfer_shape();
struct DatasetTransfer {
  std::string dataset;
  std::string path;
  transfer::UploadResult result;
  std::optional<dataset::Limit> free = {};  ///< before it was sent, where that is known
  bool fits = true;
};
/// One as a record, several as a list.
void print_transfers(AppContext& context, const std::vector<DatasetTransfer>& transfers);

/// Fields of a difference between a dataset and its manifest.
const output::Shape& difference_shape();
void print_differences(AppContext& context, const std::vector<transfer::Difference>& differences);

}  // namespace aifactory::cli
