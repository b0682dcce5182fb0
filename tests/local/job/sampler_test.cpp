// SPDX-License-Identifier: Apache-2.0
#include "job/sampler.hpp"

#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "support/catch.hpp"
#include "unit/scheduler/shell.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>

using namespace aifactory;
using namespace aifactory::job;
namespace fs = std::filesystem;

namespace {

const std::string stand_ins = std::string(AIFACTORY_SOURCE_DIR) + "/tests/data/gpu";

/// A run whose job is a sleep; the text gets $RUN, $SAMPLER and $JOB.
struct Bench {
  TemporaryDirectory root;
  fs::path run = root.path() / "it's a run";
  std::string program{sampler_program()};

  Bench() { fs::create_directory(run); }

  test::ShellResult start(const std::string& shell, const std::string& text) const {
    write_file(run / "sampler.sh", program);
    return test::shell("export AIFACTORY_RUN_DIR=" + shell_quote(run.string()) + "\nSHELL_UNDER_TEST=" + shell +
                       "\nSAMPLER=\"$AIFACTORY_RUN_DIR/sampler.sh\"\nunset SLURMD_NODENAME SLURM_ARRAY_TASK_ID\n" +
                       text);
  }
  std::vector<nlohmann::json> lines() const {
    std::vector<nlohmann::json> all;
    for (const auto& entry : fs::directory_iterator(run / "sampler"))
      for (const auto& line : split_lines(read_file(entry.path())))
        all.push_back(nlohmann::json::parse(line));
    return all;
  }
  std::set<std::string> names() const {
    std::set<std::string> all;
    for (const auto& line : lines())
      for (const auto& [name, value] : line.items())
        if (value.is_number()) all.insert(name);
    return all;
  }
};

}  // namespace

TEST_CASE("sampler: measures the node in dash and bash, and ends with its job") {
  for (const std::string shell : {"dash", "bash"}) {
    const Bench bench;
    const auto result = bench.start(shell, "sleep 1.3 & $SHELL_UNDER_TEST \"$SAMPLER\" 1 $!");
    CHECK(result.status == 0);
    CHECK((result.out + result.err).empty());
    const auto names = bench.names();
    for (const auto* name : {"step", "time", "cpu_count", "node_cpu_cores", "node_memory_bytes"})
      CHECK(names.contains(name));
    CHECK(bench.lines().size() >= 2);
  }
}

TEST_CASE("sampler: on a user's own machine the job's processes are summed up, also those of other sessions") {
  for (const std::string shell : {"dash", "bash"}) {
    const Bench bench;
    const auto result = bench.start(shell,
                                    "export SLURM_CLUSTER_NAME=local SLURM_JOB_PARTITION=local\n"
                                    "setsid sh -c 'setsid awk \"BEGIN { for (i = 0; i < 2000000; ++i) kept[i] = i; "
                                    "system(\\\"sleep 2\\\") }\"; :' & "
                                    "sleep 0.3; $SHELL_UNDER_TEST \"$SAMPLER\" 1 $!");
    CHECK(result.err.empty());
    double memory = 0;
    for (const auto& line : bench.lines())
      memory = std::max(memory, line.value("job_memory_bytes", 0.0));
    CHECK(memory > 30e6);  // what awk keeps
    CHECK(bench.names().contains("job_cpu_cores"));
  }
}

TEST_CASE("sampler: nvidia-smi is started once, for the job's processors, and leaves nothing behind") {
  for (const std::string shell : {"dash", "bash"}) {
    const Bench bench;
    const auto result = bench.start(
        shell, "PATH=" + shell_quote(stand_ins) +
                   ":$PATH CUDA_VISIBLE_DEVICES=0,1 NVIDIA_SMI_CALLS=\"$AIFACTORY_RUN_DIR/calls\" "
                   "$SHELL_UNDER_TEST \"$SAMPLER\" 60 0 & sleep 0.5; kill $!; wait $!; echo $?; sleep 0.5; "
                   "grep -qs '^State:.[^Z]' /proc/$(cut -d' ' -f1 <\"$AIFACTORY_RUN_DIR/calls\")/status && echo alive");
    CHECK(result.out == "0\n");
    const auto calls = split_lines(read_file(bench.run / "calls"));
    REQUIRE(calls.size() == 1);
    CHECK(calls[0].find("-i 0,1") != std::string::npos);
    const auto names = bench.names();
    CHECK(names.contains("gpu0_busy_percent"));
    CHECK(names.contains("gpu3_memory_bytes"));
    CHECK_FALSE(names.contains("gpu3_power_watts"));  // "[Not Supported]"
    for (const auto& line : bench.lines())
      if (line.contains("gpu1_power_watts")) CHECK(line["gpu1_power_watts"] == 850.17);
  }
}

TEST_CASE("sampler: amdgpu's files, and rocm-smi only without them") {
  Bench bench;
  const auto card = bench.root.path() / "sys/class/drm/card0/device";
  fs::create_directories(card / "hwmon/hwmon3");
  write_file(card / "gpu_busy_percent", "97\n");
  write_file(card / "mem_info_vram_used", "27856896\n");
  write_file(card / "mem_info_vram_total", "68702699520\n");
  write_file(card / "hwmon/hwmon3/power1_average", "412500000\n");
  write_file(card / "hwmon/hwmon3/temp1_input", "45000\n");
  const std::string rocm = "PATH=" + shell_quote(stand_ins) +
                           ":/usr/bin:/bin ROCM_SMI_OUTPUT=" + shell_quote(stand_ins + "/rocm-smi-power.csv");
  const std::string watch = "sleep 1 & job=$!; nvidia=no; " + rocm + " $SHELL_UNDER_TEST \"$SAMPLER\" 1 $job";
  const std::string whole = bench.program;
  const auto replace = [&](const std::string& what, const std::string& with) {
    for (auto at = bench.program.find(what); at != std::string::npos; at = bench.program.find(what, at + with.size()))
      bench.program.replace(at, what.size(), with);
  };
  replace("command -v nvidia-smi", "false");
  replace("/sys/class/drm", (bench.root.path() / "sys/class/drm").string());
  bench.start("dash", watch);
  bool seen = false;
  for (const auto& line : bench.lines()) {
    if (!line.contains("gpu0_busy_percent")) continue;
    seen = true;
    CHECK(line["gpu0_busy_percent"] == 97);
    CHECK(line["gpu0_power_watts"] == 412.5);
    CHECK(line["gpu0_temperature_celsius"] == 45.0);
    CHECK(line["gpu0_memory_bytes"] == 27856896);
  }
  CHECK(seen);

  fs::remove_all(bench.run / "sampler");
  fs::remove_all(card);
  bench.start("dash", watch);
  seen = false;
  for (const auto& line : bench.lines())
    if (line.contains("gpu0_power_watts")) {
      seen = true;
      CHECK(line["gpu0_power_watts"] == 7.222);
      CHECK(line["gpu0_memory_bytes"] == 27856896);
      CHECK(line["gpu0_temperature_celsius"] == 31.0);
    }
  CHECK(seen);
}

TEST_CASE("sampler: what goes wrong is nobody's failure") {
  const Bench bench;
  write_file(bench.run / "sampler", "a file where the folder should be");
  CHECK(bench.start("dash", "$SHELL_UNDER_TEST \"$SAMPLER\" 1 $$; echo $?").out == "0\n");
  fs::remove(bench.run / "sampler");
  // A disk that is full: nothing is said, and it goes on.
  const auto full =
      bench.start("dash",
                  "mkdir \"$AIFACTORY_RUN_DIR/sampler\"; ln -s /dev/full \"$AIFACTORY_RUN_DIR/sampler/n1.jsonl\"; "
                  "sleep 1 & SLURMD_NODENAME=n1 $SHELL_UNDER_TEST \"$SAMPLER\" 1 $!; echo $?");
  CHECK(full.out == "0\n");
  CHECK(full.err.empty());
}

TEST_CASE("sampler: the job's own shell is as it was") {
  const Bench bench;
  const std::string lines = start_sampler(Seconds{1});
  write_file(
      bench.run / "job.sh",
      lines + "\njobs; trap; sleep 0.1 & wait; echo \"waited, last status $?\"; (exit 7)\nkill -TERM $$; echo never");
  const auto result = bench.start("dash", "bash \"$AIFACTORY_RUN_DIR/job.sh\"; echo $?");
  CHECK(result.out == "waited, last status 0\n143\n");
  CHECK(start_sampler(Seconds{0}).empty());
}
