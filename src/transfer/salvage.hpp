// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include "transfer/journal.hpp"
#include "transfer/local_tree.hpp"
#include "transfer/plan.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace aifactory::transfer {

struct SalvageParts {
  transport::Host& host;
  const std::string& remote;
  const std::vector<Entry>& entries;
  const LocalTree& local;
  Journal& journal;
};

/// What may be there of files that have to be sent.
struct Remains {
  const std::map<std::string, std::uint64_t>& partial;  ///< sizes of partial files
  const std::vector<OtherVersion>& older;
};

/// For each piece of a file, how many bytes from its start need not travel.
using KeptBytes = std::vector<std::uint64_t>;

/// What the host holds already of the large ones among these files: pieces that the journal knows, and those whose
/// hashes are the same there, in partial files (whoever began them) or, where there is none, in older versions of the
/// file; what is the same in these is copied into a partial file there. Errors: try_again (connection), interrupted.
std::map<std::uint32_t, KeptBytes> salvage(const SalvageParts& parts, const Indexes& files, const Remains& remains);

}  // namespace aifactory::transfer
