// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/code.hpp"
#include "aifactory/transfer/transfer.hpp"
#include "aifactory/transport/host.hpp"

#include <string>

namespace aifactory::job {

/// Code as it lies on the site, in a folder named by its content.
struct Snapshot {
  std::string fingerprint;
  std::string folder;  ///< absolute, on the site
};

/// Sends the code unless the site has it already. What is sent is a copy made first, so that files which change
/// meanwhile cannot end up under the wrong name.
Snapshot send_code(transport::Host& host, const std::string& root, const Code& code, transfer::Observer& observer);

}  // namespace aifactory::job
