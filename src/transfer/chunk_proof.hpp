// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include <string>
#include <vector>

namespace aifactory::transfer {

/// True when the host runs commands and can hash.
bool can_prove_chunks(transport::Host& host);

/// Has the host hash the file chunk by chunk, for when nobody saw all of its bytes in one run. True when all are those
/// that were sent. Errors: io when the host does not answer with hashes.
bool chunks_are(transport::Host& host, const std::string& path, const std::vector<std::string>& sha256);

}  // namespace aifactory::transfer
