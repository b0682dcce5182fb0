// SPDX-License-Identifier: Apache-2.0
#include "cli/run_filter.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/glob.hpp"
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/project_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {
namespace {

constexpr std::string_view unfinished = "unfinished";

/// "pending,running" counts as two.
std::vector<std::string> wanted_states(const RunFilter& filter) {
  const std::vector<std::string> known = state_names();
  std::vector<std::string> wanted;
  for (const std::string& text : filter.states)
    for (const std::string& word : split(text, ',')) {
      wanted.push_back(to_lower(trim(word)));
      if (std::ranges::find(known, wanted.back()) == known.end())
        throw Error{
            {.kind = ErrorKind::usage,
             .what = fmt::format("--state does not take '{}'{}", printable(word), did_you_mean(wanted.back(), known)),
             .hint = "it takes " + join(known, ", ")}};
    }
  return wanted;
}

bool is_in_state(const job::Run& run, const std::vector<std::string>& wanted) {
  return std::ranges::any_of(wanted, [&](const std::string& state) {
    return state == unfinished ? !scheduler::is_final(run.state) : state == to_lower(scheduler::name_of(run.state));
  });
}

bool is_named(const job::Run& run, const std::vector<std::string>& patterns) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    return matches_glob(pattern, run.name) || matches_glob(pattern, run.job);
  });
}

void keep_first(std::vector<job::Run>& runs, const std::optional<int>& limit) {
  if (limit && runs.size() > static_cast<std::size_t>(*limit)) runs.erase(runs.begin() + *limit, runs.end());
}

}  // namespace

std::vector<std::string> state_names() {
  std::vector<std::string> names{std::string(unfinished)};
  for (int number = 0; number <= static_cast<int>(scheduler::State::unknown); ++number)
    names.push_back(to_lower(scheduler::name_of(static_cast<scheduler::State>(number))));
  return names;
}

bool is_empty(const RunFilter& filter) {
  return filter.states.empty() && filter.names.empty() && !filter.since;
}

Option state_option(RunFilter& filter) {
  return {"--state", "only runs in this state: pending, running, failed, …, unfinished (repeatable)", &filter.states,
          "STATE"};
}

Option name_option(RunFilter& filter) {
  return {"--name", "only runs of this job or name; may hold * and ? (repeatable)", &filter.names, "PATTERN"};
}

Option since_option(RunFilter& filter) {
  return {"--since", "only runs submitted within this time: 2h, 7d", &filter.since, "DURATION"};
}

std::vector<job::Run> filtered(AppContext& context, std::vector<job::Run> runs, const RunFilter& filter) {
  const std::vector<std::string> states = wanted_states(filter);
  if (filter.limit && *filter.limit < 1)
    throw Error{{.kind = ErrorKind::usage, .what = "--limit must be 1 or more", .hint = "leave it out for all runs"}};
  if (filter.since) std::erase_if(runs, [&](const job::Run& run) { return run.created < now() - *filter.since; });
  if (!filter.names.empty()) std::erase_if(runs, [&](const job::Run& run) { return !is_named(run, filter.names); });
  if (states.empty()) keep_first(runs, filter.limit);
  // What has ended stays as it ended: whatever is not asked for need not be looked at.
  if (!states.empty())
    std::erase_if(runs,
                  [&](const job::Run& run) { return scheduler::is_final(run.state) && !is_in_state(run, states); });
  runs = refreshed(context, std::move(runs));
  if (!states.empty()) std::erase_if(runs, [&](const job::Run& run) { return !is_in_state(run, states); });
  keep_first(runs, filter.limit);
  return runs;
}

}  // namespace aifactory::cli
