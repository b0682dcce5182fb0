// SPDX-License-Identifier: Apache-2.0
#include "cli/replacing.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {

void require_replacing(AppContext& context, const std::filesystem::path& folder, const std::vector<std::string>& paths,
                       const std::string& owner) {
  constexpr std::size_t named = 5;
  std::string names;
  for (std::size_t i = 0; i < std::min(named, paths.size()); ++i)
    names += (i > 0 ? ", " : "") + printable(paths[i]);
  if (paths.size() > named) names += fmt::format(" and {} more", paths.size() - named);
  const std::string what = fmt::format("{} in {} {} not what {} has: {}",
                                       paths.size() == 1 ? "a file" : fmt::format("{} files", paths.size()),
                                       printable(folder.string()), paths.size() == 1 ? "is" : "are", owner, names);
  if (context.person().is_there() && context.person().confirm(what + ". Replace?")) return;
  throw Error{{.kind = ErrorKind::cannot_create,
               .what = what,
               .hint = "add --overwrite to replace, or --to FOLDER to fetch elsewhere"}};
}

}  // namespace aifactory::cli
