// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/file_channel.hpp"

#include <functional>
#include <string>

namespace aifactory::dataset {

/// Reads a folder ("." and ".." are in it) until `visit` returns false. Gives back how opening it ended.
transport::Reply visit_folder(transport::FileChannel& files, const std::string& folder,
                              const std::function<bool(const transport::DirectoryEntry&)>& visit);

}  // namespace aifactory::dataset
