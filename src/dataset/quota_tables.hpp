// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/dataset/room.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aifactory::dataset {

// What file systems' own commands print, line by line and without colours. A limit of 0 or "none" is no limit; where
// there is a soft one and a hard one, the hard one ends a write. Pure.

/// `lfs quota [-h] … PATH` (Lustre): a table with a row for the mount point, which may stand on a line of its own.
std::vector<Limit> read_lfs_quota(const std::vector<std::string>& lines, std::string_view folder);

/// `mmlsquota` (Spectrum Scale, GPFS), in KB or with --block-size: rows whose file system or file set is a part of the
/// folder's path.
std::vector<Limit> read_mmlsquota(const std::vector<std::string>& lines, std::string_view folder);

/// `beegfs-ctl --getquota` (BeeGFS): it names no folder, so every row counts.
std::vector<Limit> read_beegfs_quota(const std::vector<std::string>& lines);

}  // namespace aifactory::dataset
