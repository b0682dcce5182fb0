// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/usage.hpp"

#include "aifactory/monitoring/account_use.hpp"

#include "support/catch.hpp"

using aifactory::monitoring::account_use;
using aifactory::monitoring::read_slurm_usage;

TEST_CASE("usage: what sstat says of a running step") {
  const auto steps = read_slurm_usage(
      "JobID|NTasks|AveCPU|AveRSS|MaxRSS|MaxRSSNode|AveDiskWrite|ConsumedEnergyRaw|TRESUsageInTot\n"
      "40.batch|1|00:00:07|415664K|415664K|as01r1b01|1.00M|0|"
      "cpu=00:00:07,energy=0,fs/disk=9965,mem=415664K,pages=1,vmem=419660K\n");
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].step == "40.batch");
  const auto& values = steps[0].values;
  CHECK(values.at("tasks") == 1);
  CHECK(values.at("mean_cpu_seconds") == 7);
  CHECK(values.at("max_rss_bytes") == 415664.0 * 1024);
  CHECK(values.at("mean_disk_write_bytes") == 1024 * 1024);
  CHECK(values.at("energy_joules") == 0);
  CHECK(values.at("used_cpu_seconds") == 7);
  CHECK(values.at("used_disk_bytes") == 9965);
  CHECK(values.at("used_memory_bytes") == 415664.0 * 1024);
  CHECK(values.count("MaxRSSNode") == 0);
}

TEST_CASE("usage: what sacct says of a job and its steps") {
  const auto steps = read_slurm_usage(
      "JobID|ElapsedRaw|TotalCPU|CPUTimeRAW|AllocTRES|MaxRSS|ConsumedEnergyRaw|TRESUsageInTot\n"
      "41|6|1-02:03:04|24|billing=4,cpu=4,gres/gpu=2,gres/gpu:h100=2,mem=8000M,node=2||18446744073709551614|\n"
      "41.0|6|01:25.500|24|cpu=4|106916K|0|gres/gpumem=2G,gres/gpuutil=87\n");
  REQUIRE(steps.size() == 2);
  const auto& job = steps[0].values;
  CHECK(job.at("cpu_seconds") == 93'784);
  CHECK(job.at("allocated_cpus") == 4);
  CHECK(job.at("allocated_gpus") == 2);
  CHECK(job.at("allocated_memory_bytes") == 8000.0 * 1024 * 1024);
  CHECK(job.at("allocated_nodes") == 2);
  CHECK(job.count("max_rss_bytes") == 0);
  CHECK(job.count("energy_joules") == 0);
  const auto& step = steps[1].values;
  CHECK(step.at("cpu_seconds") == 85.5);
  CHECK(step.at("used_gpu_percent") == 87);
  CHECK(step.at("used_gpu_memory_bytes") == 2.0 * 1024 * 1024 * 1024);
}

TEST_CASE("usage: nothing and nonsense") {
  CHECK(read_slurm_usage("").empty());
  CHECK(read_slurm_usage("JobID|MaxRSS\n").empty());
  CHECK(read_slurm_usage("slurm_load_jobs error: down\n1|2\n").empty());
  CHECK(read_slurm_usage("JobID|MaxRSS\nsstat: error: StepId=41.batch not found running.\n").empty());
  const auto steps = read_slurm_usage("JobID|MaxRSS|TotalCPU|AllocTRES\n1|-5K|x:y|=,cpu,cpu=,cpu=nan,mem=1e99\n2|||\n");
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].values.empty());
  CHECK(steps[1].values.empty());
}

TEST_CASE("account use: an array used what its tasks used, a job what its own row says") {
  const auto use =
      account_use(read_slurm_usage("JobID|ElapsedRaw|CPUTimeRAW|AllocTRES|ConsumedEnergyRaw\n"
                                   "46_0|100|400|cpu=4,gres/gpu=2|\n"
                                   "46_0.batch|100|400|cpu=4,gres/gpu=2|500\n"
                                   "46_1|50|200|cpu=4,gres/gpu=2|700\n"
                                   "46_1.0|20|80|cpu=4|\n"
                                   "46_[2-9]|0|0||\n"));
  REQUIRE(use);
  CHECK(use->job_seconds == 150);
  CHECK(use->gpu_seconds == 300);
  CHECK(use->core_seconds == 600);
  CHECK(use->energy_joules == 1200);
  CHECK_FALSE(account_use({}));
  CHECK_FALSE(account_use(read_slurm_usage("JobID|AveCPU\n46.0|00:01:00\n")));
}
