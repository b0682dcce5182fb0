// SPDX-License-Identifier: Apache-2.0
#include "cli/replacing.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/consent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

namespace aifactory::cli {
namespace {

std::string first_of(const std::vector<std::string>& paths) {
  constexpr std::size_t named = 5;
  std::string names;
  for (std::size_t i = 0; i < std::min(named, paths.size()); ++i)
    names += (i > 0 ? ", " : "") + printable(paths[i]);
  if (paths.size() > named) names += fmt::format(" and {} more", paths.size() - named);
  return names;
}

}  // namespace

void require_replacing(AppContext& context, const std::filesystem::path& folder, const std::vector<std::string>& paths,
                       const std::string& owner) {
  const std::string what = fmt::format(
      "{} in {} {} not what {} has: {}", paths.size() == 1 ? "a file" : fmt::format("{} files", paths.size()),
      printable(folder.string()), paths.size() == 1 ? "is" : "are", owner, first_of(paths));
  if (context.person().is_there() && context.person().confirm(what + ". Replace?")) return;
  throw Error{{.kind = ErrorKind::cannot_create,
               .what = what,
               .hint = "add --overwrite to replace, or --to FOLDER to fetch elsewhere"}};
}

void require_removing(AppContext& context, bool given, const std::string& site_folder,
                      const std::vector<std::string>& paths) {
  const std::string count = paths.size() == 1 ? "what is" : fmt::format("the {} things that are", paths.size());
  require_consent(
      context, given,
      fmt::format("Remove {} in {} and not here any more: {}?", count, printable(site_folder), first_of(paths)));
}

AboutPaths asked_once(AboutPaths question) {
  return [question = std::move(question), agreed = std::make_shared<std::set<std::string>>()](const auto& paths) {
    if (std::ranges::all_of(paths, [&](const std::string& path) { return agreed->contains(path); })) return;
    question(paths);
    agreed->insert(paths.begin(), paths.end());
  };
}

}  // namespace aifactory::cli
