// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/scheduler/scheduler.hpp"

#include <map>
#include <string>
#include <string_view>

/// The exactly-once step: one POSIX sh text that runs on the site, as often as is needed, and leads to one job.
///
/// In the run's folder lie:
///   attempt.N          who tries, as "HOST PID TIME"; made in one step (link), so that only one ever has number N
///   attempt.N.calling  the process that calls the batch system; written just before
///   attempt.N.failed   what the batch system said when it refused: "refused STATUS", then its words
///   id                 the job's id; made in one step, by the submission or by the job itself
/// Nobody calls the batch system without an attempt of his own. Attempt N + 1 begins only after the processes of
/// attempt N are gone and the batch system, asked twice, knows no job of the run's name.
namespace aifactory::job {

struct Handover {
  const scheduler::Scheduler& scheduler;
  scheduler::Submission submission;
  std::string code;  ///< absolute folder of the snapshot that becomes RUN/work; empty: none
};

/// Submits unless it was submitted before; files (payload()) come on stdin. May take up to two minutes.
std::string submit_text(const Handover& handover);

/// Finds out what became of a submission, without ever submitting.
std::string look_text(const Handover& handover);

/// Files for the run's folder, as text that submit_text() unpacks. Errors: bad_input for NUL bytes.
std::string payload(const std::map<std::string, std::string>& files);

/// What one of the two texts found.
struct Settled {
  enum class Kind {
    taken,    ///< the job has `id`
    refused,  ///< the batch system said no: `status`, `text`
    failed,   ///< the run's folder could not be made: `text`
    never,    ///< nobody submitted it
    lost,     ///< somebody tried to, but the batch system knows no such job (yet)
    unknown   ///< it cannot be told now: `text`
  } kind = Kind::unknown;
  scheduler::JobId id;
  int status = 0;
  std::string text;
};
/// Errors: protocol when nothing of that is in the answer.
Settled read_settled(std::string_view out);

}  // namespace aifactory::job
