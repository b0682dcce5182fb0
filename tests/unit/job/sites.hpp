// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"

#include <chrono>

namespace aifactory::test {

using config::CpuRule;
using config::SiteProfile;

/// A site with one queue of each kind that matters here, built from the numbers alone.
inline SiteProfile site(const std::string& id, const std::string& account, config::GpuShape gpu, config::Queue queue) {
  SiteProfile profile;
  profile.id = id;
  profile.account = account;
  queue.class_name = "batch";
  profile.slurm.gpu = std::move(gpu);
  profile.slurm.queues = {std::move(queue)};
  return profile;
}

inline SiteProfile mn5() {
  using namespace std::chrono_literals;
  auto profile = site("mn5", "ehpc42", {.per_node = 4, .cpu_rule = CpuRule::exact, .cpus_per_gpu = 20},
                      {.qos = "acc_ehpc", .partition = "acc", .walltime = 72h, .nodes = 100});
  profile.slurm.account_required = profile.slurm.qos_required = profile.slurm.partition_from_qos = true;
  profile.slurm.cpus_per_node = 80;
  profile.slurm.queues.push_back(
      {.class_name = "debug", .qos = "acc_debug", .partition = "acc", .walltime = 2h, .nodes = 8});
  profile.slurm.forbid = {"--mem", "--mem-per-cpu", "--mail-user"};
  profile.slurm.exports = {{"SRUN_CPUS_PER_TASK", "$SLURM_CPUS_PER_TASK"}};
  profile.commands["budget"] = {.run = "bsc_acct", .unit = "core-h", .gpu_hour = 20};
  profile.offline_env = {{"HF_HUB_OFFLINE", "1"}};
  return profile;
}

inline SiteProfile lumi() {
  auto profile = site("lumi", "project_465000001",
                      {.request = "gpus_per_node", .per_node = 8, .cpu_rule = CpuRule::max, .cpus_per_gpu = 7},
                      {.partition = "standard-g"});
  profile.commands["budget"] = {.unit = "GPU-h", .gpu_hour = 0.5};
  return profile;
}

inline SiteProfile leonardo() {
  return site("leonardo", "AIFAC_P02_001", {.per_node = 4, .cpus_per_gpu = 8, .memory_per_gpu_gb = 120},
              {.partition = "boost_usr_prod"});
}

inline SiteProfile meluxina() {
  auto profile = site("meluxina", "p200001",
                      {.request = "gpus_per_node", .per_node = 4, .cpu_rule = CpuRule::exclusive, .cpus_per_gpu = 16},
                      {.qos = "default", .partition = "gpu"});
  profile.slurm.cpus_per_node = 64;
  profile.commands["budget"] = {.unit = "node-h", .gpu_hour = 0.25};
  return profile;
}

inline SiteProfile jupiter() {
  return site("jupiter", "P", {.per_node = 4, .cpus_per_gpu = 72}, {.partition = "booster"});
}

inline SiteProfile arrhenius() {
  auto profile = site("arrhenius", "naiss2026-1", {.request = "gpus_per_node", .per_node = 4, .cpus_per_gpu = 72},
                      {.partition = "gpu"});
  profile.slurm.account_suffix = "-gpu";
  return profile;
}

inline SiteProfile karolina() {
  return site("karolina", "P", {.request = "gpus_per_node", .per_node = 8, .cpus_per_gpu = 16}, {.partition = "qgpu"});
}

inline SiteProfile vega() {
  return site("vega", "d2026", {.per_node = 4, .cpus_per_gpu = 32}, {.partition = "gpu"});
}

inline SiteProfile discoverer_plus() {
  return site("discoverer-plus", "P", {.per_node = 8, .cpus_per_gpu = 26}, {.qos = "P", .partition = "common"});
}

inline SiteProfile deucalion() {
  auto profile =
      site("deucalion", "P", {.request = "gpus", .per_node = 4, .cpus_per_gpu = 32}, {.partition = "normal-a100-80"});
  profile.slurm.account_suffix = "g";
  profile.slurm.account_suffix_cpu = "x";
  return profile;
}

}  // namespace aifactory::test
