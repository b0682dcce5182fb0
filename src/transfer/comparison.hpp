// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/lanes.hpp"
#include "transfer/plan.hpp"
#include "transfer/remote_source.hpp"

#include <string>

namespace aifactory::transfer {

/// The same tree there and here.
struct BothSides {
  transport::Host& host;
  const std::string& remote;
  const std::string& local;
  const RemoteSource& source;
};

/// Of these files, those whose content here is not that of the manifest or, without one, of the host. Ascending.
/// Blocks until all were read. Errors: try_again (connection), interrupted.
Indexes differing(const BothSides& sides, Lanes& lanes, const Indexes& files);

}  // namespace aifactory::transfer
