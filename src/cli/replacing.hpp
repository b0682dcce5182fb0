// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// Asks whether these files of a folder may be replaced by others. `owner` has the others: "the run". Errors:
/// cannot_create, naming --overwrite, when the answer is no or nobody is there.
void require_replacing(AppContext& context, const std::filesystem::path& folder, const std::vector<std::string>& paths,
                       const std::string& owner);

}  // namespace aifactory::cli
