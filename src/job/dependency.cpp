// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/dependency.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace aifactory::job {

namespace {

constexpr std::array<std::string_view, 3> words{"ok", "any", "notok"};

std::string_view word_of(Dependency::Ending ending) {
  return words.at(static_cast<std::size_t>(ending));
}

[[noreturn]] void refuse(ErrorKind kind, const Dependency& dependency, std::string why, std::string hint) {
  throw Error{{.kind = kind,
               .what = "it cannot wait for run " + dependency.run.name,
               .why = std::move(why),
               .hint = std::move(hint)}};
}

void check(const Dependency& dependency, const config::SiteProfile& site) {
  const auto& run = dependency.run;
  if (run.site != site.id)
    refuse(ErrorKind::bad_input, dependency, fmt::format("it is on {}, and this job goes to {}", run.site, site.id),
           "submit both to one site");
  if (run.task && site.scheduler == config::SchedulerKind::local)
    refuse(ErrorKind::bad_input, dependency, "on this machine jobs wait for whole runs only",
           "leave the number of the task out");
  if (outlook_of(dependency) == Outlook::never)
    refuse(ErrorKind::bad_input, dependency,
           fmt::format("that run ended as {}: the job would never start", scheduler::name_of(run.state)),
           fmt::format("submit {} again first, or use --after {}:any", run.job, run.name));
  if (run.id.empty() && outlook_of(dependency) == Outlook::open)
    refuse(ErrorKind::try_again, dependency, "it is not known yet whether the site has taken it",
           "aifactory job show " + run.name + " finds out");
}

}  // namespace

std::pair<std::string, Dependency::Ending> parse_dependency(std::string_view text) {
  const auto colon = text.find(':');
  const auto name = std::string(text.substr(0, colon));
  const auto ending = colon == text.npos ? std::string_view("ok") : text.substr(colon + 1);
  for (std::size_t at = 0; at < words.size(); ++at)
    if (words[at] == ending && !name.empty()) return {name, static_cast<Dependency::Ending>(at)};
  throw Error{{.kind = ErrorKind::usage,
               .what = "--after does not take '" + printable(text) + "'",
               .hint = "write it as RUN, RUN:any or RUN:notok; RUN alone must end well"}};
}

std::string name_of(const Dependency& dependency) {
  return dependency.run.name + ":" + std::string(word_of(dependency.ending));
}

Outlook outlook_of(const Dependency& dependency) {
  if (!scheduler::is_final(dependency.run.state)) return Outlook::open;
  const bool well = dependency.run.state == scheduler::State::completed;
  const bool satisfied =
      dependency.ending == Dependency::Ending::any || well == (dependency.ending == Dependency::Ending::ok);
  return satisfied ? Outlook::satisfied : Outlook::never;
}

std::string dependency_value(std::span<const Dependency> dependencies, const config::SiteProfile& site) {
  std::string value;
  for (const auto& dependency : dependencies) {
    check(dependency, site);
    if (outlook_of(dependency) == Outlook::open)
      value += fmt::format("{}after{}:{}", value.empty() ? "" : ",", word_of(dependency.ending), dependency.run.id);
  }
  return value;
}

}  // namespace aifactory::job
