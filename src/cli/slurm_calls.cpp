// SPDX-License-Identifier: Apache-2.0
#include "cli/slurm_calls.hpp"

#include "aifactory/base/allowance.hpp"
#include "aifactory/base/files.hpp"

#include "cli/live_answers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {
namespace {

/// A profile's interval is meant for polling that nobody watches; what people type may come ten times as often.
Pace pace_of(const config::SiteProfile& site) {
  constexpr double at_once = 60;
  constexpr std::chrono::milliseconds usual = std::chrono::seconds(3);
  return {.at_once = at_once,
          .refill = std::max<std::chrono::milliseconds>(usual, std::chrono::milliseconds(site.poll_at_least) / 10)};
}

}  // namespace

void spend_slurm_call(const config::SiteProfile& site, transport::ssh::Person& person) {
  if (site.scheduler != config::SchedulerKind::slurm) return;
  const auto folder = user_directories().state / "calls";
  make_private_directory(folder);
  await_shared(folder / key_of(site), pace_of(site), [&](std::chrono::seconds wait) {
    person.tell(
        fmt::format("Slurm at {} was asked very often lately; waiting {} s for the next turn, which all your "
                    "commands take together.",
                    site.id, wait.count()));
  });
}

}  // namespace aifactory::cli
