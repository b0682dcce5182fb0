// SPDX-License-Identifier: Apache-2.0
#include "config/key.hpp"

namespace aifactory::config {
namespace {

// A name becomes a folder on the site and part of an environment variable.
constexpr std::string_view name_format = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
constexpr std::string_view word_format = "[A-Za-z0-9][A-Za-z0-9._@:+-]*";

constexpr Key project_rows[] = {
    {.pattern = "project",
     .description = "Name of the project. Default: the name of the folder",
     .format = name_format},
    {.pattern = "site",
     .description = "Site that commands work on: a built-in profile or one below `sites`",
     .format = name_format,
     .fallback = "local"},
    {.pattern = "account", .description = "Account that jobs are charged to", .format = word_format},
    {.pattern = "sites",
     .type = Type::map,
     .description = "Sites of your own, and what you add to built-in ones, by name",
     .format = name_format},
    {.pattern = "sites.*",
     .type = Type::map,
     .description = "One site: merged over the built-in profile of that name, or over the one `extends` names. "
                    "Maps are merged, lists and single values replaced. ${VAR} is not expanded anywhere"},

    {.pattern = "datasets", .type = Type::map, .description = "Datasets by name", .format = name_format},
    {.pattern = "datasets.*",
     .type = Type::map,
     .description = "One dataset: a folder, a file, or a file behind an https address"},
    {.pattern = "datasets.*.path",
     .type = Type::path,
     .description = "Folder or file, relative to this file, or https://… of one file. ${VAR} is not expanded"},
    {.pattern = "datasets.*.sha256",
     .description = "SHA-256 that the one file of the dataset must have",
     .format = "[0-9A-Fa-f]{64}"},
    {.pattern = "datasets.*.pack",
     .type = Type::choice,
     .description = "How its files lie on the site: as they are, or in a few tar archives where files are counted",
     .choices = "none|tar",
     .fallback = "none"},
    {.pattern = "datasets.*.licence", .description = "Licence of the data, such as CC-BY-4.0"},
    {.pattern = "datasets.*.source", .description = "Where the data come from"},
    {.pattern = "datasets.*.description", .type = Type::shell, .description = "What the data are"},
    {.pattern = "datasets.*.personal_data",
     .type = Type::choice,
     .description = "Kind of personal data in it; anything but none needs an agreement",
     .choices = "none|pseudonymised|personal|special",
     .fallback = "none"},
    {.pattern = "datasets.*.agreement",
     .description = "Legal basis or processing agreement, needed when there are personal data"},
    {.pattern = "datasets.*.exclude", .type = Type::texts, .description = "What stays here: patterns as in .gitignore"},

    {.pattern = "jobs", .type = Type::map, .description = "Jobs by name", .format = name_format},
    {.pattern = "jobs.*",
     .type = Type::map,
     .description = "One job, the same for every site. It has either `command` or `script`"},
    {.pattern = "jobs.*.command",
     .type = Type::shell,
     .description =
         "Shell text to run. Written into the job's script as it is; ${VAR} is expanded there, by the shell"},
    {.pattern = "jobs.*.script", .type = Type::path, .description = "Script to run, relative to this file"},
    {.pattern = "jobs.*.code",
     .type = Type::path,
     .description = "Folder whose files that git tracks go along, relative to this file"},
    {.pattern = "jobs.*.gpus", .type = Type::integer, .description = "GPUs in all", .fallback = "0", .most = 100'000},
    {.pattern = "jobs.*.nodes", .type = Type::integer, .description = "Nodes. Default: what the GPUs need", .least = 1},
    {.pattern = "jobs.*.tasks",
     .type = Type::integer,
     .description = "Tasks (processes) in all. Default: one",
     .least = 1},
    {.pattern = "jobs.*.cpus",
     .type = Type::integer,
     .description = "Cores of each task. Default: the site's share for its GPUs",
     .least = 1},
    {.pattern = "jobs.*.memory",
     .description = "Memory of each node, as Slurm writes it: 64G",
     .format = "[0-9]+[KMGTkmgt]?"},
    {.pattern = "jobs.*.time",
     .type = Type::duration,
     .description = "Longest running time: 2h, 90m, or Slurm's 1-00:00:00; a bare number counts minutes"},
    {.pattern = "jobs.*.class",
     .description = "Kind of queue: batch, debug, interactive, or another class of the site",
     .format = word_format,
     .fallback = "batch"},
    {.pattern = "jobs.*.account", .description = "Account, instead of the project's", .format = word_format},
    {.pattern = "jobs.*.qos", .description = "Quality of service, instead of the site's choice", .format = word_format},
    {.pattern = "jobs.*.partition", .description = "Partition, instead of the site's choice", .format = word_format},
    {.pattern = "jobs.*.array",
     .description = "Array of jobs: 0-9, 1,3,5, 0-99%4",
     .format = "[0-9][0-9,:-]*(%[0-9]+)?"},
    {.pattern = "jobs.*.sweep",
     .type = Type::map,
     .description = "Parameters and their values: one task for each combination. {NAME} stands for the value in "
                    "`command`, AIFACTORY_PARAM_NAME holds it",
     .format = variable_format},
    {.pattern = "jobs.*.sweep.*", .type = Type::texts, .description = "Its values: [0.1, 0.01]"},
    {.pattern = "jobs.*.limit",
     .type = Type::integer,
     .description = "Tasks of an array or sweep that run at once. Default: as many as the site lets",
     .least = 1},
    {.pattern = "jobs.*.after",
     .type = Type::texts,
     .description = "Jobs whose latest runs go before: train (it must end well), train:any, train:notok",
     .format = "[A-Za-z0-9][A-Za-z0-9._-]*(:(ok|any|notok))?"},
    {.pattern = "jobs.*.launch",
     .type = Type::choice,
     .description =
         "How the command is started: torchrun, once on each node with the rendezvous set up; srun, once for "
         "each task. Default: once",
     .choices = "torchrun|srun"},
    {.pattern = "jobs.*.signal",
     .type = Type::map,
     .description =
         "A warning before the time limit, to write a checkpoint. With `requeue: true`, status 75 after it asks for "
         "another start"},
    {.pattern = "jobs.*.signal.name",
     .description = "Signal that the command gets",
     .format = "(SIG)?[A-Z][A-Z0-9]*",
     .fallback = "USR1"},
    {.pattern = "jobs.*.signal.before",
     .type = Type::duration,
     .description = "How long before the limit",
     .fallback = "5m"},
    {.pattern = "jobs.*.requeue",
     .type = Type::boolean,
     .description =
         "May it be put back into the queue, by the site or by itself? Default: as the site does. Its log goes on "
         "behind what was printed before"},
    {.pattern = "jobs.*.modules", .type = Type::texts, .description = "Modules to load, in order"},
    {.pattern = "jobs.*.container", .description = "Container image: a path on the site"},
    {.pattern = "jobs.*.datasets",
     .type = Type::texts,
     .description = "Datasets it reads; the path of NAME arrives as AIFACTORY_DATASET_NAME",
     .format = name_format},
    {.pattern = "jobs.*.env", .type = Type::map, .description = "Environment variables", .format = variable_format},
    {.pattern = "jobs.*.env.*", .type = Type::shell, .description = "Its value, as it is: ${VAR} is not expanded"},
    {.pattern = "jobs.*.sbatch",
     .type = Type::texts,
     .description = "Further options of sbatch, passed through: --exclusive",
     .format = "-.+"},
    {.pattern = "jobs.*.metrics",
     .type = Type::texts,
     .description = "Files with numbers that the job writes: patterns relative to its work folder"},
    {.pattern = "jobs.*.sampler",
     .description = "How often GPUs, CPUs and memory are measured beside the job: 10s, 1m; false: never",
     .format = "false|true|[1-9][0-9]*[smh]",
     .fallback = "10s"},
};

}  // namespace

std::span<const Key> project_keys() {
  return project_rows;
}

}  // namespace aifactory::config
