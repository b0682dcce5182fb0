// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::config {
struct SiteProfile;
}

namespace aifactory::scheduler {

struct JobStatus;

/// Why a job pends or how it ended, in words with what to do; empty for a job that needs none.
struct Explanation {
  std::string cause;
  std::string next_step;
};

/// Names and numbers that explanations speak of: "qos" → "acc_debug", "qos.wall" → "2h". What is not known is not in
/// it, and what the words would say of it is left out. The keys are those of facts_of() and read_testimony().
using Facts = std::map<std::string, std::string, std::less<>>;

/// Pure.
Explanation explain(const JobStatus& status, const Facts& facts = {});

/// What the job itself and the site's profile say of the queue it is in.
Facts facts_of(const JobStatus& status, const config::SiteProfile& site);

/// What a command printed or a file holds, to the letter.
struct Evidence {
  std::string source;  ///< "squeue", "sacct", "stderr.log"
  std::vector<std::string> lines;
};

/// What the batch system had to say of one job: evidence for people, and the facts read from it.
struct Testimony {
  std::vector<Evidence> evidence;
  Facts facts;
};
/// Reads what Scheduler::evidence_command() printed, and sections put behind it in the same form
/// ("@aifactory NAME", its lines, "@aifactory end"). Never throws; what makes no sense is no fact.
Testimony read_testimony(std::string_view out);

/// "node=1,gres/gpu=4,cpu=80" in words: "1 node, 4 GPUs, 80 CPUs".
std::string tres_in_words(std::string_view tres);

}  // namespace aifactory::scheduler
