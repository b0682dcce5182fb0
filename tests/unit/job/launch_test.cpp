// SPDX-License-Identifier: Apache-2.0
#include "job/launch.hpp"

#include "aifactory/base/files.hpp"

#include "support/catch.hpp"
#include "unit/job/sites.hpp"
#include "unit/scheduler/shell.hpp"

#include <filesystem>

using namespace aifactory;
using namespace aifactory::job;
namespace fs = std::filesystem;

namespace {

/// A job of two nodes, and programs that say how they were called.
struct Bench {
  TemporaryDirectory root;
  config::Job job;
  config::SiteProfile site = test::mn5();

  Bench() {
    job.name = "train";
    site.containers = {.runtime = "singularity", .load = "", .gpu_flag = "--nv", .images = {}};
    job.gpus = 8;
    job.time = Seconds{3600};
    put("srun",
        "echo srun \"$@\" | sed 's/ bash -c.*//; s/ singularity.*//; q'\n"
        "while [ \"${1#-}\" != \"$1\" ]; do shift; done\n"
        "for SLURM_NODEID in 0 1; do export SLURM_NODEID; \"$@\"; done");
    put("torchrun", "echo torchrun \"$@\"");
    put("scontrol", "if [ \"$1\" = show ]; then echo localhost; echo node2; else echo \"$@\" >>called; fi");
    put("singularity", "echo singularity \"$1 $2 $3 $4 $5\"; while [ \"$1\" != bash ]; do shift; done; \"$@\"");
    put("sleep", ":");
  }
  void put(const char* name, const std::string& text) {
    fs::create_directories(root.path() / "bin");
    write_file(root.path() / "bin" / name, "#!/bin/sh\n" + text + "\n", 0755);
  }
  std::string text() const {
    const auto made = plan(job, site);
    return launch_text(
        {.job = job, .site = site, .plan = made, .run_name = "r", .run_folder = "/run", .dataset_paths = {}});
  }
  test::ShellResult run(const std::string& before = "") const {
    write_file(root.path() / "job.sh", text());
    return test::shell("cd " + root.path().string() + "; export PATH=" + root.path().string() +
                       "/bin:$PATH SLURM_JOB_ID=30007 SLURM_NNODES=2 SLURM_JOB_NODELIST=x\n" + before +
                       "exec bash job.sh");
  }
};

}  // namespace

TEST_CASE("torchrun once on each node, with the rendezvous of the job") {
  Bench bench;
  bench.job.launch = "torchrun";
  bench.job.command = "train.py --lr 0.1";
  const auto made = plan(bench.job, bench.site);
  CHECK(made.tasks_per_node == 1);
  CHECK(made.cpus_per_task == 80);
  const auto lines = [](int node) {
    return "torchrun --nnodes=2 --node_rank=" + std::to_string(node) +
           " --master_addr=localhost --master_port=20007 --nproc_per_node=4 train.py --lr 0.1\n";
  };
  const std::string srun = "srun --nodes=2 --ntasks=2 --ntasks-per-node=1 --kill-on-bad-exit=1\n";
  CHECK(bench.run().out == srun + lines(0) + lines(1));
  SECTION("named in a longer command, and in scripts that it calls") {
    write_file(bench.root.path() / "inner.sh", "#!/bin/bash\ntorchrun train.py --lr 0.1\n", 0755);
    bench.job.command = "source /dev/null\n./inner.sh # not torchrun here";
    CHECK(bench.run().out == srun + lines(0) + lines(1));
  }
  SECTION("in a container") {
    bench.job.container = "docker://nvcr.io/x";
    CHECK(bench.run().out.find("singularity exec --nv --bind /run --pwd\n" + lines(0)) != std::string::npos);
  }
}

TEST_CASE("torchrun without GPUs starts the tasks; with GPUs their number is fixed") {
  Bench bench;
  bench.site.slurm.queues[0].gpus = false;
  bench.job.launch = "torchrun";
  bench.job.command = "train.py";
  bench.job.gpus = 0;
  bench.job.nodes = 2;
  bench.job.tasks = 4;
  bench.job.cpus = 3;
  const auto made = plan(bench.job, bench.site);
  CHECK(made.tasks_per_node == 1);
  CHECK(made.cpus_per_task == 6);
  CHECK(made.processes_per_node == 2);
  bench.job.gpus = 8;
  CHECK_THROWS(plan(bench.job, bench.site));
}

TEST_CASE("srun, and tasks of this machine") {
  Bench bench;
  bench.job.launch = "srun";
  bench.job.command = "echo \"it's\" $SLURM_NODEID";
  CHECK(bench.run().out == "srun --kill-on-bad-exit=1\nit's 0\nit's 1\n");
  bench.site.scheduler = config::SchedulerKind::local;
  bench.job.tasks = 3;
  bench.job.gpus = 0;
  bench.job.command = "echo $SLURM_PROCID >>said; exit $SLURM_PROCID";
  CHECK(bench.run().status == 2);
  CHECK(test::shell("sort " + (bench.root.path() / "said").string()).out == "0\n1\n2\n");
}

TEST_CASE("a container image that is not there is told before anything runs") {
  Bench bench;
  bench.job.container = "images/no 'such.sif";
  bench.job.command = "echo ran";
  const auto result = bench.run();
  CHECK(result.status == 66);
  CHECK(result.err.find("images/no 'such.sif is not there") != std::string::npos);
  CHECK(result.out.empty());
}

TEST_CASE("the warning reaches the command, not only the shell") {
  Bench bench;
  bench.job.signal = config::Signal{};
  bench.job.command =
      "perl -e '$SIG{USR1} = sub { print \"warned\\n\"; exit 75 }; $| = 1; kill USR1 => $ARGV[0]; "
      "select undef, undef, undef, 5' $PPID\nstatus=$?; echo after; exit $status";
  const std::string own_group = "exec setsid -w bash job.sh\n";
  const auto result = bench.run(own_group);
  CHECK(result.out == "warned\nafter\n");
  CHECK(result.status == 75);
  CHECK_FALSE(fs::exists(bench.root.path() / "called"));
  SECTION("and asks for another start with status 75, where the job may have one") {
    bench.job.requeue = true;
    bench.run(own_group);
    CHECK(read_file(bench.root.path() / "called") == "requeue 30007\n");
  }
  SECTION("without a warning the status is the command's") {
    bench.job.command = "exit 75";
    bench.job.requeue = true;
    CHECK(bench.run(own_group).status == 75);
    CHECK_FALSE(fs::exists(bench.root.path() / "called"));
  }
}

TEST_CASE("torchrun takes the place of Python") {
  Bench bench;
  bench.job.launch = "torchrun";
  struct Row {
    const char* command;
    const char* told;
  };
  for (const auto& row :
       {Row{"python3 train.py --lr 1", "\ntorchrun train.py --lr 1\n"},
        Row{"python3.11 -u  train.py", "\ntorchrun train.py\n"},
        Row{"python -m pkg.train", "\ntorchrun -m pkg.train\n"}, Row{"train.py -u", "\ntorchrun train.py -u\n"},
        Row{"python-like.py x", "\ntorchrun python-like.py x\n"},
        Row{"exec torchrun python.py", "\nexec torchrun python.py\n"}}) {
    INFO(row.command);
    bench.job.command = row.command;
    CHECK(bench.text().find(row.told) != std::string::npos);
  }
}
