// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::config {

/// How the files of a dataset lie on a site: as they are, or in a few archives for sites that count files.
enum class Pack { none, tar };

/// A dataset of the project file.
struct Dataset {
  std::string name;
  std::filesystem::path path;  ///< absolute; may not exist; empty where there is a url
  std::string url = {};        ///< of one file that is streamed through to the site
  std::string sha256 = {};     ///< of the one file that it is, lower case; empty: not given
  Pack pack = Pack::none;
  std::string licence;
  std::string source;
  std::string description;
  std::string personal_data = "none";  ///< none | pseudonymised | personal | special
  std::string agreement;               ///< legal basis or agreement, demanded for personal data
  std::vector<std::string> exclude;
};

/// A parameter of a sweep, and the values it takes.
struct Parameter {
  std::string name;
  std::vector<std::string> values;
  bool operator==(const Parameter&) const = default;
};

/// A warning before the time limit.
struct Signal {
  std::string name = "USR1";
  Seconds before{300};
};

/// A job of the project file, as written: nothing of it is specific to a site.
struct Job {
  std::string name;
  std::string command;                        ///< shell text; or
  std::filesystem::path script;               ///< a script of the user's, absolute
  std::optional<std::filesystem::path> code;  ///< folder that goes along, absolute
  int gpus = 0;                               ///< in all
  std::optional<int> nodes;
  std::optional<int> tasks;           ///< in all
  std::optional<int> cpus;            ///< of each task
  std::optional<std::string> memory;  ///< of each node, Slurm's form
  std::optional<Seconds> time;
  std::string queue_class;  ///< batch (default), debug, interactive, …
  std::string account;
  std::string qos;
  std::string partition;
  std::string array;               ///< Slurm's form "0-9%2"
  std::vector<Parameter> sweep;    ///< in the order of the file; the last one varies fastest
  std::optional<int> limit;        ///< tasks of an array that run at once
  std::vector<std::string> after;  ///< "train", "train:any": jobs or runs that go before
  std::string launch;              ///< torchrun | srun; empty: the command runs once
  std::optional<Signal> signal;
  std::optional<bool> requeue;
  std::vector<std::string> modules;
  std::string container;
  std::vector<std::string> datasets;  ///< names
  std::map<std::string, std::string> env;
  std::vector<std::string> sbatch;   ///< further options, passed through
  std::vector<std::string> metrics;  ///< patterns of files, relative to the run's work folder
  Seconds sampler{10};               ///< between looks at the node beside the job; zero: none
};

/// aifactory.yaml, checked.
struct Project {
  std::filesystem::path file;    ///< absolute
  std::filesystem::path folder;  ///< its folder
  std::string name;
  std::map<std::string, Dataset> datasets;
  std::map<std::string, Job> jobs;
};

}  // namespace aifactory::config
