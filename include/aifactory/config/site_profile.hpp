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
  std::vector<std::string> fingerprints;  ///< published host key fingerprints, "SHA256:…" or "ssh-rsa SHA256:…"
  std::string host_keys =
      "same";  ///< same: one for all hosts; pool: each host has its own; ca: signed host certificates
};

/// Who signs the short certificates of a site (smallstep's CA).
struct CertificateAuthority {
  std::string url;
  std::string fingerprint;  ///< of its root certificate
  std::string provisioner;
  std::optional<Seconds> lifetime;  ///< usual; the certificate itself says the truth
};

struct SiteLogin {
  std::string kind = "key";  ///< key, password, password_then_key, key_totp, password_totp, step_ca, efp_sshca,
                             ///< helpdesk_key, unknown
  std::vector<std::string> portals;
  std::vector<std::string> key_types;         ///< that the site takes: ed25519, rsa-4096; empty: not known
  std::string from_clause = "none";           ///< from="…" before a registered key: none, optional, required
  std::string key_where = "authorized_keys";  ///< or the address where the key is registered, or "ticket"
  std::optional<Seconds> key_delay;           ///< usual time until a registered key works
  std::vector<std::string> code_prompts;      ///< patterns of the prompts that a one-time code answers
  std::string password_change_host;
  std::string username_pattern;
  std::string renew;  ///< the command or page that renews a certificate
  CertificateAuthority authority;
  std::vector<std::string> steps;  ///< from no account to the first login, in order
};

/// May programs there open connections to the internet? Empty: not known.
struct Egress {
  std::optional<bool> login, compute, transfer;
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
  std::string qos;         ///< may hold {account}: the QoS is named like the account
  std::string partition;
  std::optional<Seconds> walltime;
  std::optional<int> nodes;      ///< at most
  std::optional<int> min_nodes;  ///< at least
  std::optional<int> max_gpus;
  std::optional<int> max_submit;
  bool gpus = true;
  bool whole_node = false;  ///< nodes are given and billed whole
};

struct SlurmRules {
  bool account_required = false;
  std::string account_pattern;
  std::string account_suffix;      ///< ends the account of GPU jobs where a site splits accounts
  std::string account_suffix_cpu;  ///< and of jobs without GPUs
  bool qos_required = false;
  bool partition_from_qos = false;
  std::optional<bool> can_sinfo;  ///< may users run sinfo? Empty: not known
  GpuShape gpu;
  int cpus_per_node = 0;
  std::vector<Queue> queues;        ///< first match wins within a class
  std::vector<std::string> forbid;  ///< sbatch options the site refuses ("--mem")
  std::vector<std::string> always;  ///< sbatch options every job gets
  std::map<std::string, std::string> exports;
};

struct StoragePlace {
  std::string path;  ///< template, see path_template.hpp
  std::optional<std::uint64_t> quota_bytes;
  std::optional<std::uint64_t> quota_files;
  std::optional<int> purge_days;
  std::optional<bool> backup;
};

/// A command of the site's that the tool may run, and how its answer is read.
struct SiteCommand {
  std::string run;            ///< empty: none
  bool from_project = false;  ///< the project file says what is run
  std::string parser;
  std::string host;  ///< empty: a login host
  std::string unit;
  double gpu_hour = 0;         ///< units that make one GPU-hour; 0: not known
  std::optional<Seconds> lag;  ///< how old its figures usually are
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
  std::string arch;        ///< of the GPU nodes: x86_64, aarch64
  std::string login_arch;  ///< of the login nodes; empty: the same
  std::string verified;    ///< date the values were last compared with a source
  SchedulerKind scheduler = SchedulerKind::slurm;
  bool direct_submit = true;
  std::string submit_elsewhere;  ///< where to go when direct_submit is false
  SiteHosts hosts;
  SiteLogin login;
  Egress egress;
  SlurmRules slurm;
  std::map<std::string, StoragePlace> storage;  ///< home, project, scratch
  std::string node_tmp;                         ///< fast folder of each node while a job runs: "$TMPDIR"
  std::vector<std::string> compute_mounts;      ///< what compute nodes see; empty: not known
  std::string root;                             ///< template: where aifactory keeps runs and datasets
  std::map<std::string, SiteCommand> commands;  ///< budget, quota, queues
  Containers containers;
  std::string object_store;                        ///< address of S3 storage
  std::map<std::string, std::string> offline_env;  ///< tells libraries that there is no internet
  Seconds poll_at_least{2};
  std::string support;
  std::string documentation;
  std::string missing;                    ///< stubs: what is not known and whom to ask
  std::map<std::string, Source> sources;  ///< key → how sure its value is, for every value that can stop a job
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
