// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/scheduler/scheduler.hpp"

namespace aifactory::scheduler {

namespace {

Error no_submission(const config::SiteProfile& profile) {
  const auto& way = profile.submit_elsewhere;
  const bool known = profile.scheduler != config::SchedulerKind::none;
  return Error{{.kind = ErrorKind::unavailable,
                .what = known ? "site " + profile.id + " takes no jobs over SSH"
                              : "how site " + profile.id + " takes jobs is not known",
                .why = profile.missing.empty() ? "its centre runs jobs of these projects through another service"
                                               : profile.missing,
                .hint = way.empty() ? "ask " + (profile.support.empty() ? "the centre's support" : profile.support)
                                    : "submit there: " + way}};
}

}  // namespace

std::unique_ptr<Scheduler> make_scheduler(const config::SiteProfile& profile) {
  if (!profile.direct_submit) throw no_submission(profile);
  switch (profile.scheduler) {
    case config::SchedulerKind::slurm:
      return make_slurm();
    case config::SchedulerKind::local:
      return make_local();
    case config::SchedulerKind::none:
      break;
  }
  throw no_submission(profile);
}

}  // namespace aifactory::scheduler
