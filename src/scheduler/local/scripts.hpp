// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// POSIX sh text that makes one machine a small batch system. Everything known of a job lies in RUN/.batch:
///   supervisor  process, its start and its boot: "PID START"; written before anything else
///   id          the job's number; written once (noclobber): who writes it, runs the job
///   waiting     why it has not started: "Dependency"
///   job         process (group) of the job itself: "PID START"
///   started     seconds since 1970
///   cancel      somebody wants it cancelled
///   ended       "SECONDS STATUS STATE [REASON]", written in one step when all is over
///   array       the numbers of its tasks; then tasks/N.taken says that one was begun, and tasks/N has job, started,
///               cancel and ended of it, and `runner`, the process that runs it
namespace aifactory::scheduler::local {

/// Shell functions: `start_of PID` prints what tells a process from a later one of the same number, `is_alive FILE`
/// whether the process recorded in FILE still is that process.
extern const std::string_view process_functions;

/// Watches one job from its start to its end, in a session of its own. These variables are set before: run, name,
/// script, limit (seconds, 0: none), tasks, cpus, grace (seconds), out and err with out_end and err_end (a task's
/// number stands between), array (numbers of tasks), at_once (0: as many as there are CPUs), after ("ok:12 any:13"),
/// warning
/// ("USR1 300": signal, seconds before the limit).
extern const std::string_view supervisor;

/// The end of a submission: starts the supervisor ("$@") detached, waits for the number and prints it.
extern const std::string_view launch;

/// `look RUN_FOLDER ID` prints what is known of a job, as key and value.
extern const std::string_view look;

/// `stop RUN_FOLDER` asks the supervisor to end its job, or ends it where there is no supervisor any more;
/// `stop_task RUN_FOLDER NUMBER` does so for one task of an array.
extern const std::string_view stop;

}  // namespace aifactory::scheduler::local
