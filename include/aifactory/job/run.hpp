// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/config/project.hpp"
#include "aifactory/config/site_profile.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::job {

/// What will be handed to the batch system, decided by plan() without any I/O.
struct Plan {
  std::vector<std::string> options;  ///< sbatch words
  std::map<std::string, std::string> env;
  int nodes = 1, tasks_per_node = 1, cpus_per_task = 1, gpus = 0, gpus_per_node = 0;
  int processes_per_node = 1;  ///< that torchrun starts on each node
  Seconds walltime{};
  std::string array;  ///< as sbatch takes it: "0-9%2"; empty: none
  int array_tasks = 1;
  std::vector<config::Parameter> sweep;  ///< tasks are numbered as in sweep.hpp; one combination is no array
  std::string queue;                     ///< "acc_ehpc" or "gpu": for people
  double gpu_hours = 0;                  ///< of all tasks, if each uses its whole time
  double core_hours = 0;                 ///< likewise, of jobs without GPUs
  double node_hours = 0;                 ///< likewise, where they get whole nodes
  std::optional<double> site_units;      ///< in the profile's own unit
  std::string unit;
  std::vector<std::string> warnings;  ///< options dropped because the site forbids them, …
};

/// Maps a description to a site's rules. Pure. Errors: bad_input for impossible requests, with the nearest possible
/// one; config when account or QoS are compulsory and not given. The #SBATCH lines of an own script count where the
/// job says nothing.
Plan plan(const config::Job& job, const config::SiteProfile& site, std::string_view own_script = {});

/// The script that runs on the site. Pure.
struct ScriptParts {
  const config::Job& job;
  const config::SiteProfile& site;
  const Plan& plan;
  std::string run_name;
  std::string run_folder;
  std::map<std::string, std::string> dataset_paths;  ///< name → absolute path on the site
  std::string user_script = {};                      ///< text of job.script: its #SBATCH lines are kept
};
std::string make_script(const ScriptParts& parts);

/// One run of a job, as the ledger keeps it.
struct Run {
  std::string name;     ///< "train-7f3k"
  std::string project;  ///< folder of the project file: runs belong to a project
  std::string job;      ///< "train"
  std::string site;
  std::string folder;   ///< absolute, on the site
  scheduler::JobId id;  ///< empty until known
  scheduler::State state = scheduler::State::unknown;
  std::string reason;
  int exit_code = 0;
  int signal = 0;
  Time created{};
  std::optional<Time> submitted, started, ended;
  std::optional<Seconds> elapsed, time_limit;
  std::string partition, qos, account, nodes;
  int gpus = 0;
  std::string code_snapshot;  ///< fingerprint of the code that went along
  std::string commit;
  std::map<std::string, std::string> datasets;  ///< name → fingerprint at submission
  std::vector<std::string> metrics;             ///< patterns
  std::string stdout_path, stderr_path;         ///< absolute, on the site
  int restarts = 0;
  int tasks = 1;                         ///< of an array
  std::string array;                     ///< their numbers: "0-9%2"
  std::optional<int> task = {};          ///< set on one task cut out of an array (task.hpp); such a run is not kept
  std::vector<config::Parameter> sweep;  ///< what its tasks differ in
  std::vector<std::string> after;        ///< runs that went before: "train-7f3k:ok"
  std::string submitter;                 ///< process that hands it over, until the id is known: "HOST PID"
  bool step_out_of_memory = false;       ///< a step died of memory although the job ended well
  std::vector<std::string> warnings;     ///< of the plan and of the code that went along, at submission
};

/// What the batch system last said of it, for scheduler::explain().
scheduler::JobStatus status_of(const Run& run);

}  // namespace aifactory::job
