// SPDX-License-Identifier: Apache-2.0
#include "scheduler/slurm/refusal.hpp"

#include "aifactory/base/text.hpp"

#include <string>

namespace aifactory::scheduler::slurm {

namespace {

enum class Sort { request, permission, for_now, no_answer };

struct Row {
  std::string_view text;  ///< part of a line of sbatch, as printed by Slurm 20.11 to 25.05 or a site's submit plugin
  Sort sort;
  std::string_view why;
  std::string_view hint;
};

// The first row found anywhere in the text counts: details ("QOSMax…", "CPU count …") stand above the general lines
// that sbatch prints after them.
constexpr Row rows[] = {
    // No answer: the request may have arrived.
    {"Socket timed out", Sort::no_answer, "Slurm's controller took the request but did not answer in time",
     "the job may have been taken all the same; it will be looked for"},
    {"Zero Bytes were transmitted or received", Sort::no_answer, "the connection to Slurm's controller broke off",
     "the job may have been taken all the same; it will be looked for"},
    {"Unexpected message received", Sort::no_answer, "Slurm's controller answered something else",
     "the job may have been taken all the same; it will be looked for"},
    {"Communication connection failure", Sort::no_answer, "the connection to Slurm's controller broke off",
     "the job may have been taken all the same; it will be looked for"},
    {"Communication shutdown failure", Sort::no_answer, "the connection to Slurm's controller broke off",
     "the job may have been taken all the same; it will be looked for"},
    {"send/recv", Sort::no_answer, "the connection to Slurm's controller broke off",
     "the job may have been taken all the same; it will be looked for"},
    {"controller (send failure)", Sort::no_answer, "the connection to Slurm's controller broke off",
     "the job may have been taken all the same; it will be looked for"},
    {"controller (receive failure)", Sort::no_answer, "the connection to Slurm's controller broke off",
     "the job may have been taken all the same; it will be looked for"},
    {"controller (shutdown failure)", Sort::no_answer, "the connection to Slurm's controller broke off",
     "the job may have been taken all the same; it will be looked for"},
    // For now.
    {"Unable to contact slurm controller", Sort::for_now, "Slurm's controller is not running, or cannot be reached",
     "try again in a few minutes; see the site's status page if it lasts"},
    {"Slurm temporarily unable to accept job", Sort::for_now, "Slurm holds as many jobs as it can",
     "try again in a few minutes"},
    {"Resource temporarily unavailable", Sort::for_now, "Slurm is too busy to take the job", "try again in a minute"},
    {"Slurm controller is in standby mode", Sort::for_now, "Slurm is changing over to its second controller",
     "try again in a minute"},
    {"Unable to connect to the database", Sort::for_now, "Slurm's accounting database is away",
     "try again in a few minutes"},
    {"Server is shutting down", Sort::for_now, "Slurm is being restarted", "try again in a few minutes"},
    {"submissions disabled", Sort::for_now, "the site takes no new jobs at the moment",
     "see the site's status page; it is often a maintenance"},
    {"Required partition not available", Sort::for_now, "the partition is down or closed at the moment",
     "see the site's status page, or choose another queue"},
    // What exactly a limit or an access rule said.
    {"QOSMaxSubmitJobPerUserLimit", Sort::permission, "you have as many jobs in this QoS as it lets one user submit",
     "wait for one to end or cancel one: aifactory job list"},
    {"QOSMaxSubmitJobPerAccountLimit", Sort::permission,
     "your account has as many jobs in this QoS as one account may submit",
     "wait for jobs of your colleagues to end, or use another QoS"},
    {"AssocMaxSubmitJobLimit", Sort::permission, "your account may submit no more jobs at the moment, or none at all",
     "wait for one to end; if you have none, your project does not take jobs this way: ask the site's support"},
    {"AssocGrpSubmitJobsLimit", Sort::permission, "your project has as many jobs as it may submit",
     "wait for one to end"},
    {"QOSMaxWallDurationPerJobLimit", Sort::request, "the time is longer than the QoS allows",
     "lower `time:`, or choose a longer QoS"},
    {"AssocMaxWallDurationPerJobLimit", Sort::request, "the time is longer than your account allows", "lower `time:`"},
    {"PartitionTimeLimit", Sort::request, "the time is longer than the partition allows", "lower `time:`"},
    {"QOSMaxNodePerJobLimit", Sort::request, "the job has more nodes than the QoS allows",
     "ask for fewer GPUs or nodes"},
    {"QOSMaxNodePerUserLimit", Sort::request, "more nodes than the QoS gives one user", "ask for fewer GPUs or nodes"},
    {"QOSMaxCpuPer", Sort::request, "the job has more CPUs than the QoS allows", "ask for fewer CPUs or GPUs"},
    {"QOSMaxGRES", Sort::request, "the job has more GPUs than the QoS allows", "ask for fewer GPUs"},
    {"QOSMaxMemory", Sort::request, "the job has more memory than the QoS allows", "lower `memory:`"},
    {"QOSMin", Sort::request, "the job is smaller than this QoS takes", "choose another QoS, or ask for what it wants"},
    {"CPU count per node can not be satisfied", Sort::request, "no node has that many CPUs",
     "lower `cpus:` or `tasks:`"},
    {"Memory specification can not be satisfied", Sort::request, "no node has that much memory", "lower `memory:`"},
    {"No account specified", Sort::permission, "the site wants an account with each job",
     "set `account:` in aifactory.yaml; aifactory account status lists yours"},
    {"No QoS specified", Sort::permission, "the site wants a QoS with each job", "set `qos:` in aifactory.yaml"},
    {"Invalid account or account/partition", Sort::permission,
     "the account does not exist, is not yours, or may not use this partition",
     "aifactory account status lists your accounts; set `account:` in aifactory.yaml"},
    {"Invalid qos specification", Sort::permission,
     "the QoS does not exist, or your account or the partition does not allow it",
     "aifactory account status lists the QoS of your accounts; set `qos:` in aifactory.yaml"},
    {"Invalid partition name specified", Sort::request, "there is no partition of that name",
     "set `partition:` in aifactory.yaml, or leave it out"},
    {"Partition is not available", Sort::permission, "you or your account may not use this partition",
     "choose another partition, or ask the site's support"},
    {"User's group not permitted to use this partition", Sort::permission, "your group may not use this partition",
     "choose another partition, or ask the site's support"},
    {"Access/permission denied", Sort::permission, "Slurm does not let you do this", "ask the site's support"},
    {"Invalid user id", Sort::permission, "Slurm does not know your user yet",
     "new accounts can take a day; then ask the site's support"},
    {"Job violates accounting/QOS policy", Sort::permission, "a limit of your account or QoS stands against it",
     "compare time, nodes and number of jobs with the limits: aifactory site show"},
    // The request itself.
    {"time limit is invalid", Sort::request, "the time is missing, or longer than the queue allows",
     "set a shorter `time:`; aifactory site show lists the limits"},
    {"Invalid --time specification", Sort::request, "sbatch cannot read the time",
     "write it as 2h in `time:`; options of sbatch take minutes, or 1-00:00:00"},
    {"Invalid --signal specification", Sort::request, "Slurm does not know the signal", "check `signal:`"},
    {"Invalid license specification", Sort::request, "the site has no licence of that name", "check `--licenses`"},
    {"Invalid node name specified", Sort::request, "the site has no node of that name, or it is excluded, too",
     "check `--nodelist` and `--exclude`"},
    {"Node count specification invalid", Sort::request, "the partition does not have that many nodes",
     "ask for fewer nodes or GPUs"},
    {"More processors requested than permitted", Sort::request, "the job has more CPUs than allowed", "lower `cpus:`"},
    {"Requested node configuration is not available", Sort::request,
     "no node of the partition has these GPUs, CPUs and memory together",
     "check `gpus:`, `cpus:`, `memory:` and the partition; aifactory site show lists what a node has"},
    {"Invalid generic resource", Sort::request, "the site has no GPUs or devices of that name",
     "leave the type out, or see aifactory site show"},
    {"Invalid job array", Sort::request, "the array is malformed or has more tasks than the site takes",
     "write it as 0-9 or 0-99%4, with fewer tasks"},
    {"Job dependency problem", Sort::request, "the job that this one waits for is not known", "check `--dependency`"},
    {"Invalid feature specification", Sort::request, "no node has the feature asked for", "check `--constraint`"},
    {"Requested reservation", Sort::request, "there is no such reservation, or it is not yours",
     "check `--reservation`"},
    {"Unable to open file", Sort::request, "the script is not there", "check `script:`"},
    {"DOS line breaks", Sort::request, "the script has Windows line ends", "convert it: sed -i 's/\\r$//' SCRIPT"},
    {"does not look like a batch script", Sort::request, "the script does not begin with #!",
     "begin it with #!/bin/bash"},
    {"Unrecognized option", Sort::request, "this Slurm does not know an option", "check `sbatch:` in aifactory.yaml"},
    {"unrecognized option", Sort::request, "this Slurm does not know an option", "check `sbatch:` in aifactory.yaml"},
    {"invalid option", Sort::request, "this Slurm does not know an option", "check `sbatch:` in aifactory.yaml"},
    {"Disk quota exceeded", Sort::permission, "your quota on the site is used up", "free space or files there"},
};

// The last line of sbatch's own error says most; "sbatch: error: " and "Batch job submission failed: " say nothing.
std::string gist_of(std::string_view err) {
  std::string gist;
  for (const auto& line : split_lines(err)) {
    std::string_view text = trim(line);
    for (const std::string_view noise :
         {"sbatch: error: ", "sbatch: fatal: ", "scancel: error: ", "Batch job submission failed: "})
      if (text.starts_with(noise)) text.remove_prefix(noise.size());
    if (!text.empty() && !text.starts_with("Try \"sbatch --help\"")) gist = text;
  }
  return printable(gist);
}

Refusal from(const Row& row, std::string text) {
  return {.text = std::move(text),
          .why = std::string(row.why),
          .hint = std::string(row.hint),
          .for_now = row.sort == Sort::for_now || row.sort == Sort::no_answer,
          .about_permission = row.sort == Sort::permission,
          .perhaps_taken = row.sort == Sort::no_answer};
}

}  // namespace

Refusal read_refusal(int exit_status, std::string_view err) {
  auto text = gist_of(err);
  for (const auto& row : rows)
    if (err.find(row.text) != err.npos) return from(row, std::move(text));
  if (exit_status == 127)
    return {.text = std::move(text),
            .why = "there is no sbatch on this host",
            .hint = "is it a login node of a Slurm cluster? `module load slurm` may be needed"};
  // Killed in the middle: nobody knows how far it came.
  if (exit_status > 128 && exit_status != 255)
    return {.text = std::move(text),
            .why = "sbatch was killed before it answered",
            .hint = "the job may have been taken all the same; it will be looked for",
            .for_now = true,
            .perhaps_taken = true};
  return {.text = std::move(text),
          .why = "Slurm does not take the job",
          .hint = "change the job, or ask the site's support"};
}

}  // namespace aifactory::scheduler::slurm
