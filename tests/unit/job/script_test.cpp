// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/run.hpp"

#include "support/catch.hpp"
#include "unit/job/sites.hpp"
#include "unit/scheduler/shell.hpp"

#include <filesystem>

using namespace aifactory;
using namespace aifactory::job;
namespace fs = std::filesystem;

namespace {

/// A run's folder as it is when the job starts.
struct Folder {
  TemporaryDirectory root;
  fs::path run = root.path() / "it's a run";
  config::Job job;
  config::SiteProfile site = test::mn5();
  std::map<std::string, std::string> datasets;
  std::string user_script;

  Folder() {
    fs::create_directories(run / "work");
    job.name = "train";
    job.time = Seconds{3600};
  }

  std::string script() const {
    const auto made = plan(job, site);
    return make_script({.job = job,
                        .site = site,
                        .plan = made,
                        .run_name = "train-7f3k",
                        .run_folder = run,
                        .dataset_paths = datasets,
                        .user_script = user_script});
  }

  test::ShellResult start(const std::string& variables = "SLURM_JOB_ID=7") const {
    write_file(run / "job.sh", script());
    return test::shell(variables + " bash " + shell_quote((run / "job.sh").string()));
  }
};

}  // namespace

TEST_CASE("the command runs in the work folder with its variables") {
  Folder folder;
  folder.job.command =
      "printf '%s\\n' \"$PWD\" \"$AIFACTORY_RUN\" \"$AIFACTORY_RUN_DIR\" \"$AIFACTORY_DATASET_MY_DATA_1\" "
      "\"$TRICKY\" \"$HF_HUB_OFFLINE\" \"$SRUN_CPUS_PER_TASK\"\n(exit 3)";
  folder.job.env = {{"TRICKY", "a 'b' $(touch /tmp/never) \n\"c\""}};
  folder.datasets = {{"my data-1", "/data/$x y"}};
  const auto result = folder.start("SLURM_JOB_ID=7 SLURM_CPUS_PER_TASK=20");
  CHECK(result.status == 3);
  CHECK(result.out == (folder.run / "work").string() + "\ntrain-7f3k\n" + folder.run.string() +
                          "\n/data/$x y\na 'b' $(touch /tmp/never) \n\"c\"\n1\n20\n");
  CHECK(result.err.empty());
}

TEST_CASE("a script that goes to where it was submitted finds the user's files") {
  Folder folder;
  folder.job.command = "cd \"$SLURM_SUBMIT_DIR\" && pwd";
  CHECK(folder.start("SLURM_JOB_ID=7 SLURM_SUBMIT_DIR=/").out == (folder.run / "work").string() + "\n");
  folder.job.command = "echo \"${SLURM_SUBMIT_DIR-unset}\"";
  CHECK(folder.start("SLURM_JOB_ID=7").out == "unset\n");
}

TEST_CASE("a variable of the job wins over the site's") {
  Folder folder;
  folder.job.command = "echo $HF_HUB_OFFLINE";
  folder.job.env = {{"HF_HUB_OFFLINE", "0"}};
  CHECK(folder.start().out == "0\n");
}

TEST_CASE("the job writes its own id, and a second job of the run does nothing") {
  Folder folder;
  folder.job.command = "echo ran >>ran";
  CHECK(folder.start("SLURM_JOB_ID=7").status == 0);
  CHECK(read_file(folder.run / "id") == "7\n");
  const auto second = folder.start("SLURM_JOB_ID=8");
  CHECK(second.status == 0);
  CHECK(second.err.find("second") != std::string::npos);
  CHECK(folder.start("SLURM_JOB_ID=7").status == 0);                       // requeued
  CHECK(folder.start("SLURM_JOB_ID=9 SLURM_ARRAY_JOB_ID=7").status == 0);  // a task of an array
  CHECK(read_file(folder.run / "work/ran") == "ran\nran\nran\n");
}

TEST_CASE("a run's folder that the node does not see is a failure, not a second job") {
  Folder folder;
  folder.job.command = "echo ran";
  const auto text = folder.script();
  fs::remove_all(folder.run);
  write_file(folder.root.path() / "job.sh", text);
  const auto result = test::shell("SLURM_JOB_ID=7 bash " + shell_quote((folder.root.path() / "job.sh").string()));
  CHECK(result.status == 73);
  CHECK(result.out.empty());
}

TEST_CASE("the script of an own file") {
  Folder folder;
  folder.job.script = "/home/me/train.sh";
  folder.user_script =
      "#!/bin/bash\n#SBATCH --constraint=h100 # fast\n#SBATCH -t 30\n# a word\n\n#SBATCH --hold\necho\n#SBATCH "
      "--mem=1G\n";
  write_file(folder.run / "script", "#!/bin/sh\necho own; exit 4\n", 0700);
  const auto text = folder.script();
  CHECK(text.starts_with("#!/bin/bash\n#SBATCH --constraint=h100\n#SBATCH --hold\n# Run"));
  CHECK(text.find("--mem=1G") == std::string::npos);
  const auto result = folder.start();
  CHECK(result.status == 4);
  CHECK(result.out == "own\n");
}

TEST_CASE("no line of the header can be broken by a name") {
  Folder folder;
  folder.job.command = "true";
  folder.job.name = "x\nrm -rf /\n";
  folder.job.sbatch = {"--comment=a\ntouch /tmp/never"};
  const auto text = folder.script();
  CHECK(text.find("\nrm") == std::string::npos);
  CHECK(text.find("\ntouch") == std::string::npos);
}

TEST_CASE("modules and container") {
  Folder folder;
  folder.site.containers = {.runtime = "singularity", .load = "module load singularity/4.1.5", .gpu_flag = "--nv"};
  folder.job.command = "python3 train.py\necho 'done'";
  folder.job.gpus = 4;
  folder.job.modules = {"cuda/12", "a; touch /tmp/never"};
  folder.job.container = "images/torch.sif";
  folder.datasets = {{"corpus", "/data/corpus"}};
  const auto text = folder.script();
  CHECK(text.find("\nmodule load singularity/4.1.5\nmodule load cuda/12 || exit\nmodule load 'a; touch /tmp/never' || "
                  "exit\n") != std::string::npos);
  CHECK(text.find("singularity exec --nv --bind '") != std::string::npos);
  CHECK(text.find("--pwd \"$PWD\" images/torch.sif bash -c 'python3 train.py\n") != std::string::npos);
  CHECK(text.find(",/data/corpus") != std::string::npos);
}
