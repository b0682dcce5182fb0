// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::config {

/// How sure a value of a profile is, and where it comes from.
struct Source {
  std::string mark;               ///< "verified", "user" (one user's notes), "believed", "conflict", "unknown"
  std::vector<std::string> from;  ///< titles or addresses
};

struct HostEntry {
  std::string name;
  std::optional<std::uint16_t> port;
  bool shell = true;  ///< false: data movers that only speak sftp
};

struct SiteHosts {
  std::vector<HostEntry> login;
  std::vector<HostEntry> transfer;  ///< empty: the login hosts
  std::uint16_t port = 22;
  Seconds timeout{15};
  std::optional<int> max_sessions;
  std::vector<std::string> fingerprints;  ///< published host key fingerprints, "SHA256:…"
};

struct SiteLogin {
  std::string kind = "key";  ///< key, password_then_key, key_totp, password_totp, step_ca, efp_sshca, helpdesk_key
  std::vector<std::string> portals;
  std::string key_where = "authorized_keys";  ///< or the address where the key is registered, or "ticket"
  std::optional<Seconds> key_delay;           ///< usual time until a registered key works
  std::vector<std::string> code_prompts;      ///< patterns of the prompts that a one-time code answers
  std::string password_change_host;
  std::string username_pattern;
  std::string renew;  ///< the command or page that renews a certificate
};

enum class CpuRule { max, exact, exclusive };

/// How GPUs are asked for.
struct GpuShape {
  std::string request = "gres";  ///< gres | gpus_per_node | gpus
  int per_node = 0;              ///< 0: not known, or none
  double memory_gb = 0;
  CpuRule cpu_rule = CpuRule::max;
  int cpus_per_gpu = 0;
  std::optional<int> memory_per_gpu_gb;
  std::optional<int> memory_per_node_gb;
  std::string vendor = "nvidia";  ///< or "amd"
};

/// One way into the machine: partition, QoS and their limits.
struct Queue {
  std::string class_name;  ///< batch | debug | interactive | cpu | …
  std::string qos;
  std::string partition;
  std::optional<Seconds> walltime;
  std::optional<int> nodes;
  std::optional<int> max_submit;
  bool gpus = true;
};

struct SlurmRules {
  bool account_required = false;
  std::string account_pattern;
  std::string account_suffix;  ///< appended for GPU jobs where a site splits accounts
  bool qos_required = false;
  bool partition_from_qos = false;
  GpuShape gpu;
  int cpus_per_node = 0;
  std::vector<Queue> queues;        ///< first match wins within a class
  std::vector<std::string> forbid;  ///< sbatch options the site refuses ("--mem")
  std::vector<std::string> always;  ///< sbatch options every job gets
  std::map<std::string, std::string> exports;
};

struct StoragePlace {
  std::string path;  ///< template with {user} {group} {account} {project}
  std::optional<std::uint64_t> quota_bytes;
  std::optional<std::uint64_t> quota_files;
  std::optional<int> purge_days;
  std::optional<bool> backup;
};

/// A command of the site's that the tool may run, and how its answer is read.
struct SiteCommand {
  std::string run;
  std::string parser;
  std::string host;  ///< empty: a login host
  std::string unit;
  double gpu_hour = 0;  ///< units that make one GPU-hour; 0: not known
};

struct Containers {
  std::string runtime;  ///< apptainer | singularity
  std::string load;
  std::string gpu_flag;
  std::vector<std::string> images;
};

enum class SchedulerKind { slurm, local, none };

/// One site as data (src/config/sites/NAME.yaml), after `extends` and the user's and project's overlays were merged.
struct SiteProfile {
  std::string id;
  std::string name;
  std::string centre;
  std::string country;
  std::string ai_factory;
  std::string arch;
  std::string verified;  ///< date the values were last compared with a source
  SchedulerKind scheduler = SchedulerKind::slurm;
  bool direct_submit = true;
  std::string submit_elsewhere;  ///< where to go when direct_submit is false
  SiteHosts hosts;
  SiteLogin login;
  SlurmRules slurm;
  std::map<std::string, StoragePlace> storage;  ///< home, project, scratch
  std::string root;                             ///< template: where aifactory keeps runs and datasets
  std::map<std::string, SiteCommand> commands;  ///< budget, quota, queues
  Containers containers;
  std::map<std::string, std::string> offline_env;
  Seconds poll_at_least{2};
  std::string support;
  std::string documentation;
  std::string missing;  ///< stubs: what is not known and whom to ask
  std::map<std::string, Source> sources;
  // What the user adds in a project or user file:
  std::string user;
  std::string account;
  std::string qos;
  std::string partition;
  std::vector<std::string> identity;  ///< key files, made absolute
  std::vector<std::string> certificate;
  std::vector<std::string> known_hosts;  ///< made absolute
  std::optional<std::string> passphrase_command;
  std::optional<std::string> password_command;
  std::optional<std::string> code_command;
  std::optional<Seconds> idle_end = std::chrono::minutes(30);
  bool use_ssh_config = true;
};

}  // namespace aifactory::config
