// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// Asks whether these files of a folder may be replaced by others. `owner` has the others: "the run". Errors:
/// cannot_create, naming --overwrite, when the answer is no or nobody is there.
void require_replacing(AppContext& context, const std::filesystem::path& folder, const std::vector<std::string>& paths,
                       const std::string& owner);

/// Asks, unless that is `given`, whether these things on the site may be removed. Errors: those of require_consent().
void require_removing(AppContext& context, bool given, const std::string& site_folder,
                      const std::vector<std::string>& paths);

/// The same question, but never twice about one path: what was agreed to holds when a transfer is begun again.
using AboutPaths = std::function<void(const std::vector<std::string>& paths)>;
AboutPaths asked_once(AboutPaths question);

}  // namespace aifactory::cli
