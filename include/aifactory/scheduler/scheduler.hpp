// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/config/site_profile.hpp"
#include "aifactory/scheduler/explain.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::scheduler {

/// Id of a job as the batch system writes it ("4711", "4711_3").
using JobId = std::string;

/// The one list of states that everything above speaks of (squeue(1), "JOB STATE CODES", folded).
enum class State {
  pending,
  running,
  suspended,
  completing,
  requeued,
  completed,
  failed,
  cancelled,
  timed_out,
  out_of_memory,
  node_failed,
  preempted,
  boot_failed,
  deadline,
  unknown,  ///< the batch system gave no answer about it: means nothing
};
std::string_view name_of(State state);  ///< "TIMEOUT": Slurm's own word
bool is_final(State state);             ///< preempted and requeued are not: the job may run again

/// What is known of one job (or array task).
struct JobStatus {
  JobId id;
  std::string name;  ///< that of the run, or of its task
  State state = State::unknown;
  std::string reason;  ///< the batch system's word: "Priority", "TimeLimit"; may be empty
  int exit_code = 0;
  int signal = 0;
  std::optional<Time> submitted, started, ended, expected_start;
  std::optional<Seconds> elapsed, time_limit;
  std::string partition, qos, account, nodes;  ///< nodes: "as01r1b[01-02]"
  std::string work_dir;
  int restarts = 0;
  int gpus = 0;
  int cpus = 0;
  bool step_out_of_memory = false;  ///< a step died of memory although the job ended well
};

/// What is wanted of the batch system: to take the job, or only to say when it would start.
enum class Ask { submit, estimate };

/// A job ready to be handed over: everything is decided.
struct Submission {
  std::string job_name;              ///< the run name
  std::string run_folder;            ///< absolute, on the site; not needed for an estimate
  std::string script;                ///< file name of the script within the run folder; an estimate reads it from stdin
  std::vector<std::string> options;  ///< words for sbatch ("--time=2:00:00"), unquoted
  Ask ask = Ask::submit;
};

/// A refusal of the batch system, in words.
struct Refusal {
  std::string text;  ///< first line of what it said
  std::string why;   ///< plain words
  std::string hint;
  bool for_now = false;           ///< the controller is busy or away: try again later
  bool about_permission = false;  ///< account, QoS or association
  bool perhaps_taken = false;     ///< no answer came: the job may exist all the same
};

/// A batch system as a dialect: pure functions that write POSIX sh text and read its answers. Who runs the text, when
/// and how often is decided above (job/). Implementations: Slurm's commands, and jobs as processes on this machine.
class Scheduler {
 public:
  virtual ~Scheduler() = default;

  /// Shell text that submits in the run folder and prints the new id alone on the last line of stdout; for an estimate
  /// it prints a sentence.
  virtual std::string submit_command(const Submission& submission) const = 0;
  /// Why submit_command failed.
  virtual Refusal read_refusal(int exit_status, std::string_view err) const = 0;

  /// Shell text that prints all that is known of these jobs (ids; with their run folders where known) in one go.
  struct Asked {
    JobId id;
    std::string run_folder;
    std::string array = {};  ///< numbers of the tasks that are asked for: "0-9"; empty: no array
  };
  virtual std::string query_command(std::span<const Asked> jobs) const = 0;
  struct StatusAnswer {
    /// One for each job or array task that was found; what is not in it is *not known*, never *ended*.
    std::vector<JobStatus> jobs = {};
    std::string caveat = {};  ///< a sentence when a part of the batch system was silent
  };
  /// Errors: protocol; try_again when the batch system itself did not answer.
  virtual StatusAnswer read_status(std::string_view out, std::string_view err, int exit_status) const = 0;

  /// Shell text that looks for a job by run name after a submission whose answer was lost; run in the run's folder.
  /// Prints its id, or nothing when there is none; ends with a status other than 0 when that could not be found out.
  virtual std::string find_command(std::string_view job_name) const = 0;

  virtual std::string cancel_command(std::span<const Asked> jobs) const = 0;

  /// Shell text that prints what the batch system says of one job and of the limits it meets, as read_testimony() reads
  /// it; always ends with status 0.
  virtual std::string evidence_command(const Asked& job) const = 0;
};

/// Text of a job script (bash) by which the job itself keeps record of its start and end in RUN/ended, one line each:
/// "TASK STATUS STARTED NOW NODE", where STATUS is "running", a number, or "?" when a signal may have ended the script.
/// `record_start` stands before the job's own commands and `record_end` behind them, keeping their status.
inline constexpr std::string_view record_file = "ended";
std::string_view record_start();
std::string_view record_end();

std::unique_ptr<Scheduler> make_slurm();
/// `grace`: from TERM to KILL, as Slurm's KillWait.
std::unique_ptr<Scheduler> make_local(Seconds grace = Seconds{30});
/// The one a profile names. Errors: unavailable when the site takes no direct submission, saying where to go.
std::unique_ptr<Scheduler> make_scheduler(const config::SiteProfile& profile);

}  // namespace aifactory::scheduler
