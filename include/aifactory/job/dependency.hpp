// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include <span>
#include <string>
#include <string_view>

namespace aifactory::job {

/// A job that is to start after another one has ended.
struct Dependency {
  enum class Ending { ok, any, notok } ending = Ending::ok;
  Run run;
};

/// "train-7f3k:any" as the name and how it must end (ok, when nothing is said). Errors: usage.
std::pair<std::string, Dependency::Ending> parse_dependency(std::string_view text);

/// "train-7f3k:ok".
std::string name_of(const Dependency& dependency);

/// What becomes of one whose run is as it is now. Pure.
enum class Outlook { open, satisfied, never };
Outlook outlook_of(const Dependency& dependency);

/// "afterok:12,afterany:13", for those that are still open; empty without any. Errors: bad_input for runs of other
/// sites and for one that can never be satisfied; try_again for a run whose id is not known yet.
std::string dependency_value(std::span<const Dependency> dependencies, const config::SiteProfile& site);

}  // namespace aifactory::job
