// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/dataset/dataset.hpp"
#include "aifactory/transfer/stream.hpp"

#include <set>
#include <string>

namespace aifactory::dataset {

/// Where a stream goes.
struct Destination {
  transport::Host& host;
  std::string path;
  transfer::UploadOptions options;
  transfer::Observer& observer;
};

/// Sends what a descriptor gives. A dry run can only tell the size, and only where the descriptor is a file.
transfer::UploadResult send_descriptor(const Destination& to, const config::Dataset& dataset, const Incoming& incoming);

/// Sends the file behind the dataset's url, unless it is there.
transfer::UploadResult send_address(const Destination& to, const config::Dataset& dataset, const Incoming& incoming);

/// Files there that are missing or are not what the manifest beside them says: all are hashed. Empty without a
/// manifest.
std::set<std::string> damaged_in(const Destination& to);

/// Names in the folder that its manifest, of one level, does not have; a thousand or so at most. Unfinished transfers
/// do not count.
std::vector<std::string> others_in(transport::Host& host, const std::string& folder,
                                   const transfer::Manifest& manifest);

/// The name a server proposes, if it may be the name of a file on a site; else `otherwise`.
std::string file_name_for(std::string_view proposed, const std::string& otherwise);

}  // namespace aifactory::dataset
