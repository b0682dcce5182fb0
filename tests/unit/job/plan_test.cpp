// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/config/settings.hpp"
#include "aifactory/job/run.hpp"
#include "aifactory/scheduler/options.hpp"

#include "support/catch.hpp"
#include "unit/job/sites.hpp"

#include <set>

using namespace aifactory;
using namespace aifactory::job;
using config::CpuRule;
using config::Queue;
using namespace std::chrono_literals;

namespace {

config::Job eight_gpus() {
  config::Job job;
  job.name = "train";
  job.command = "python3 train.py";
  job.gpus = 8;
  job.time = 2h;
  return job;
}

const config::Settings& built_in() {
  static const TemporaryDirectory empty;
  static const auto settings = config::Settings::load({}, empty.path(), empty.path() / "config.yaml");
  return settings;
}

// The same options in any order and any way of writing.
std::set<std::string> as_set(const std::vector<std::string>& words) {
  std::set<std::string> set;
  for (const auto& option : scheduler::parse_options(words))
    set.insert(option.word());
  return set;
}

std::set<std::string> as_set(const std::string& line) {
  return as_set(split(line, ' '));
}

Error failure(const config::Job& job, const config::SiteProfile& site) {
  try {
    plan(job, site);
  } catch (const Error& error) {
    return error;
  }
  FAIL("planned all the same");
  throw;
}

}  // namespace

TEST_CASE("8 GPUs for 2 hours on every site") {
  struct Row {
    const char* site;
    const char* account;
    const char* options;
  };
  const Row rows[] = {
      {"mn5", "ehpc42", "-A ehpc42 -q acc_ehpc -N 2 --ntasks-per-node=4 --cpus-per-task=20 --gres=gpu:4 -t 2:00:00"},
      {"lumi", "project_465000001",
       "-A project_465000001 -p standard-g -N 1 --gpus-per-node=8 --ntasks-per-node=8 --cpus-per-task=7 -t 2:00:00"},
      {"leonardo", "AIFAC_P02_001",
       "-A AIFAC_P02_001 -p boost_usr_prod -N 2 --ntasks-per-node=4 --cpus-per-task=8 --gres=gpu:4 --mem=480G -t "
       "2:00:00"},
      {"meluxina", "p200001",
       "-A p200001 -p gpu -q default -N 2 --ntasks-per-node=4 --cpus-per-task=16 --gpus-per-node=4 -t 2:00:00"},
      {"jupiter", "P", "-A P -p booster -N 2 --ntasks-per-node=4 --cpus-per-task=72 --gres=gpu:4 -t 2:00:00"},
      {"arrhenius", "naiss2026-1-23-gpu",
       "-A naiss2026-1-23-gpu -p gpu -N 2 --gpus-per-node=4 --ntasks-per-node=4 --cpus-per-task=72 -t 2:00:00"},
      {"karolina", "P", "-A P -p qgpu -N 1 --gpus-per-node=8 --ntasks-per-node=8 --cpus-per-task=16 -t 2:00:00"},
      {"vega", "d2026", "-A d2026 -p gpu -N 2 --gres=gpu:4 --ntasks-per-node=4 --cpus-per-task=32 -t 2:00:00"},
      {"discoverer-plus", "P",
       "-A P --qos=P -p common -N 1 --gres=gpu:8 --ntasks-per-node=8 --cpus-per-task=26 -t 2:00:00"},
      {"deucalion", "P", "-A Pg -p normal-a100-80 -N 2 --gpus=8 --ntasks-per-node=4 --cpus-per-task=32 -t 2:00:00"}};
  for (const auto& row : rows) {
    INFO(row.site);
    auto site = built_in().site(row.site);
    site.account = row.account;
    const auto made = plan(eight_gpus(), site);
    CHECK(as_set(made.options) == as_set(row.options));
    CHECK(made.gpus == 8);
    CHECK(made.gpu_hours == Approx(16));
    CHECK(made.warnings.empty());
  }
}

TEST_CASE("a QoS named like the account is that of the job's account") {
  auto site = built_in().site("discoverer-plus");
  site.account = "P";
  auto job = eight_gpus();
  job.account = "other";
  CHECK(as_set(plan(job, site).options).contains("--qos=other"));
  job.account.clear();
  job.qos = "P";  // named, so its limits count
  job.time = 5h;
  CHECK(failure(job, site).kind() == ErrorKind::bad_input);
}

TEST_CASE("machines without GPUs") {
  auto gpp = built_in().site("mn5-gpp");
  gpp.account = "ehpc42";
  CHECK(failure(eight_gpus(), gpp).kind() == ErrorKind::bad_input);
  auto cpus = eight_gpus();
  cpus.gpus = 0;
  CHECK(as_set(plan(cpus, gpp).options).contains("--qos=gp_ehpc"));
  CHECK(plan(cpus, built_in().site("local")).queue == "local");
}

TEST_CASE("what is too big is refused with the nearest that is possible") {
  struct Row {
    const char* site;
    int gpus;
    std::optional<int> nodes;
    Seconds time;
    const char* of_class;
    const char* nearest;
  };
  const Row rows[] = {{"mn5", 8, {}, 80h, "", "ask for `time: 3d`;"},
                      {"mn5", 404, {}, 2h, "", "ask for `gpus: 400`;"},
                      {"mn5", 404, 101, 80h, "", "ask for `time: 3d` and `gpus: 400` and `nodes: 100`;"},
                      {"mn5", 8, {}, 3h, "debug", "`class: batch` takes it: acc_ehpc takes 3d and 100 nodes"},
                      {"mn5-gpp", 0, 801, 2h, "", "ask for `nodes: 800`;"},
                      {"discoverer-plus", 24, {}, 2h, "", "ask for `gpus: 16`;"}};
  for (const auto& row : rows) {
    INFO(row.site << ' ' << row.gpus);
    auto site = built_in().site(row.site);
    site.account = "ehpc42";
    auto job = eight_gpus();
    job.gpus = row.gpus;
    job.nodes = row.nodes;
    job.time = row.time;
    job.queue_class = row.of_class;
    CHECK(failure(job, site).failure().hint.starts_with(row.nearest));
  }
}

TEST_CASE("cost in the site's own unit") {
  const auto mn5 = plan(eight_gpus(), test::mn5());
  CHECK(mn5.site_units == Approx(320));
  CHECK(mn5.unit == "core-h");
  CHECK(plan(eight_gpus(), test::lumi()).site_units == Approx(8));
  CHECK(plan(eight_gpus(), test::meluxina()).site_units == Approx(4));
  CHECK_FALSE(plan(eight_gpus(), test::vega()).site_units);
  auto one = eight_gpus();
  one.gpus = 1;
  CHECK(plan(one, test::meluxina()).gpu_hours == Approx(8));  // whole nodes only
  one.array = "0-9%2";
  CHECK(plan(one, test::mn5()).gpu_hours == Approx(20));
  CHECK(plan(one, test::mn5()).array_tasks == 10);
}

TEST_CASE("nodes that a queue gives whole cost whole") {
  auto lumi = built_in().site("lumi");
  lumi.account = "project_465000001";
  auto two = eight_gpus();
  two.gpus = 2;
  CHECK(plan(two, lumi).gpu_hours == Approx(16));
  CHECK(plan(two, lumi).site_units == Approx(8));
  two.queue_class = "small";
  CHECK(plan(two, lumi).gpu_hours == Approx(4));
}

TEST_CASE("jobs without GPUs cost cores, or whole nodes") {
  auto job = eight_gpus();
  job.gpus = 0;
  job.nodes = 2;
  job.cpus = 4;
  auto gpp = built_in().site("mn5-gpp");
  gpp.account = "ehpc42";
  const auto cores = plan(job, gpp);
  CHECK(cores.gpu_hours == 0);
  CHECK(cores.core_hours == Approx(16));
  CHECK(cores.site_units == Approx(0.016));
  CHECK(cores.unit == "kcoreh");
  auto meluxina = built_in().site("meluxina");
  meluxina.account = "p200001";
  const auto nodes = plan(job, meluxina);
  CHECK(nodes.node_hours == Approx(4));
  CHECK(nodes.site_units == Approx(4));
  auto lumi = built_in().site("lumi");
  lumi.account = "project_465000001";
  CHECK(plan(job, lumi).node_hours == Approx(4));
  CHECK_FALSE(plan(job, lumi).site_units);  // counted in GPU-hours there
}

TEST_CASE("an account that looks like none of the site's is told; a folder that its nodes do not see is refused") {
  auto mn5 = built_in().site("mn5");
  mn5.account = "project_465000001";
  const auto warnings = plan(eight_gpus(), mn5).warnings;
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].starts_with("account project_465000001 does not look like one of mn5"));
  auto jupiter = built_in().site("jupiter");
  jupiter.account = "P";
  jupiter.root = "/p/scratch/P/me";
  CHECK(failure(eight_gpus(), jupiter).kind() == ErrorKind::config);
  jupiter.root = "/excluded/P";
  CHECK(failure(eight_gpus(), jupiter).kind() == ErrorKind::config);
  jupiter.root = "/e/scratch/P";
  CHECK(plan(eight_gpus(), jupiter).warnings.empty());
}

TEST_CASE("the class of the queue") {
  auto job = eight_gpus();
  job.queue_class = "debug";
  CHECK(as_set(plan(job, test::mn5()).options).contains("--qos=acc_debug"));
  job.time = 3h;
  CHECK(failure(job, test::mn5()).failure().why.find("2h") != std::string::npos);
  job.queue_class = "debgu";
  CHECK(failure(job, test::mn5()).failure().hint.find("did you mean 'debug'") != std::string::npos);
  auto site = test::mn5();
  site.slurm.queues.push_back({.class_name = "small", .qos = "acc_small", .max_gpus = 4});
  site.slurm.queues.push_back({.class_name = "large", .qos = "acc_large", .nodes = 256, .min_nodes = 65});
  job.queue_class = "small";
  CHECK(failure(job, site).failure().why == "acc_small takes 4 GPUs");
  job.gpus = 4;
  CHECK(as_set(plan(job, site).options).contains("--qos=acc_small"));
  job.queue_class = "large";
  CHECK(failure(job, site).failure().why == "acc_large takes 65 to 256 nodes");
  job.gpus = 65 * 4;
  CHECK(as_set(plan(job, site).options).contains("--qos=acc_large"));
  job.gpus = 8;
  job.queue_class = "";
  job.time = 73h;
  CHECK(failure(job, test::mn5()).failure().why.find("3d") != std::string::npos);
  job.qos = "acc_special";
  CHECK(as_set(plan(job, test::mn5()).options).contains("--qos=acc_special"));
}

TEST_CASE("jobs without GPUs go where there are none") {
  auto job = eight_gpus();
  job.gpus = 0;
  auto site = test::vega();
  site.slurm.queues.push_back({.class_name = "cpu", .partition = "cpu", .gpus = false});
  CHECK(as_set(plan(job, site).options).contains("--partition=cpu"));
  CHECK(as_set(plan(job, test::mn5()).options) == as_set("-A ehpc42 -q acc_ehpc -N 1 --ntasks-per-node=1 -t 2:00:00"));
  site.slurm.queues.erase(site.slurm.queues.begin());
  job.gpus = 1;
  CHECK(failure(job, site).failure().why == "none of its queues has GPUs");
}

TEST_CASE("impossible requests name the nearest possible one") {
  struct Row {
    int gpus;
    std::optional<int> nodes, tasks, cpus;
    const char* hint;
  };
  for (const auto& row :
       {Row{5, {}, {}, {}, "`gpus: 4` or `gpus: 6`"}, Row{9, 1, {}, {}, "`gpus: 4`"},
        Row{7, 2, {}, {}, "`gpus: 6` or `gpus: 8`"}, Row{1, 2, {}, {}, "`gpus: 2`"}, Row{8, {}, 3, {}, "`tasks: 4`"},
        Row{4, {}, {}, 10, "`cpus: 20`"}, Row{4, {}, 3, {}, "`tasks: 4`"}, Row{-1, {}, {}, {}, "`gpus: 0`"},
        Row{4, 0, {}, {}, "`nodes: 1`"}, Row{4, {}, -3, {}, "`tasks: 1`"}, Row{2'000'000'000, {}, {}, {}, "`gpus: 0`"},
        Row{0, {}, {}, 81, "`cpus: 80`"}}) {
    auto job = eight_gpus();
    job.gpus = row.gpus;
    job.nodes = row.nodes;
    job.tasks = row.tasks;
    job.cpus = row.cpus;
    INFO(row.hint);
    const auto error = failure(job, test::mn5());
    CHECK(error.kind() == ErrorKind::bad_input);
    CHECK(error.failure().hint.find(row.hint) != std::string::npos);
  }
}

TEST_CASE("CPUs above a site's share are lowered, with a word") {
  auto job = eight_gpus();
  job.cpus = 64;
  const auto made = plan(job, test::lumi());
  CHECK(made.cpus_per_task == 7);
  REQUIRE(made.warnings.size() == 1);
  job.cpus = 4;
  CHECK(plan(job, test::lumi()).cpus_per_task == 4);
  job.tasks = 2;
  job.cpus = {};
  CHECK(plan(job, test::lumi()).cpus_per_task == 28);
}

TEST_CASE("what a site refuses is left out, with a word") {
  auto job = eight_gpus();
  job.memory = "100G";
  job.sbatch = {"--mail-user=x@example.org", "--constraint=h100", "-t 30"};
  auto site = test::mn5();
  site.slurm.forbid = {"--mem", "--mail-user"};
  const auto made = plan(job, site);
  CHECK(made.warnings.size() == 2);
  CHECK(as_set(made.options) ==
        as_set("-A ehpc42 -q acc_ehpc -N 2 --ntasks-per-node=4 --cpus-per-task=20 --gres=gpu:4 -t 30 -C h100"));
  CHECK(made.walltime == 30min);
  CHECK(made.gpu_hours == Approx(4));
}

TEST_CASE("options that aifactory needs for itself cannot be passed through") {
  for (const auto* option :
       {"--job-name=x", "-o x.log", "--error=x", "-D /tmp", "--parsable", "--wrap=true", "--test-only", "-W"}) {
    auto job = eight_gpus();
    job.sbatch = {option};
    INFO(option);
    CHECK(failure(job, test::mn5()).kind() == ErrorKind::bad_input);
  }
}

TEST_CASE("account and QoS") {
  auto site = test::mn5();
  site.account.clear();
  CHECK(failure(eight_gpus(), site).kind() == ErrorKind::config);
  auto job = eight_gpus();
  job.account = "bsc01";
  CHECK(as_set(plan(job, site).options).contains("--account=bsc01"));
  site.slurm.queues.clear();
  CHECK(failure(job, site).kind() == ErrorKind::config);
  auto deucalion = test::deucalion();
  deucalion.account = "Fg";
  CHECK(as_set(plan(job, deucalion).options).contains("--account=bsc01g"));
  job.account.clear();
  CHECK(as_set(plan(job, deucalion).options).contains("--account=Fg"));
  job.gpus = 0;
  CHECK(as_set(plan(job, deucalion).options).contains("--account=Fx"));
  deucalion.account = "F";
  CHECK(as_set(plan(job, deucalion).options).contains("--account=Fx"));
}

TEST_CASE("no time given") {
  auto job = eight_gpus();
  job.time = {};
  const auto made = plan(job, test::mn5());
  CHECK(made.walltime == 1h);
  CHECK(made.warnings.size() == 1);
  job.time = 0s;
  CHECK(failure(job, test::mn5()).kind() == ErrorKind::bad_input);
}

TEST_CASE("where the GPUs of a node are not known, one node is no silent guess") {
  auto site = test::mn5();
  site.slurm.gpu.per_node = 0;
  auto job = eight_gpus();
  const auto made = plan(job, site);
  REQUIRE(made.warnings.size() == 1);
  CHECK(made.warnings[0].find("aifactory site check") != std::string::npos);
  job.nodes = 2;
  CHECK(plan(job, site).warnings.empty());
  job.nodes = {};
  job.gpus = 1;
  CHECK(plan(job, site).warnings.empty());
}

TEST_CASE("descriptions that cannot run") {
  auto job = eight_gpus();
  job.command.clear();
  CHECK(failure(job, test::mn5()).kind() == ErrorKind::bad_input);
  job.command = "true";
  job.script = "/tmp/x.sh";
  CHECK(failure(job, test::mn5()).kind() == ErrorKind::bad_input);
  job.script.clear();
  for (const auto* name : {"", "1A", "A B", "A=B", "A;rm"}) {
    job.env = {{name, "x"}};
    CHECK(failure(job, test::mn5()).kind() == ErrorKind::bad_input);
  }
  job.env.clear();
  for (const auto* array : {"x", "9-0", "0-9;true"}) {
    job.array = array;
    CHECK(failure(job, test::mn5()).kind() == ErrorKind::bad_input);
  }
}

TEST_CASE("this machine") {
  auto job = eight_gpus();
  config::SiteProfile local;
  local.id = "local";
  local.scheduler = config::SchedulerKind::local;
  auto made = plan(job, local);
  CHECK(as_set(made.options) == as_set("--ntasks=1 --time=2:00:00"));
  CHECK(made.gpu_hours == 0);
  job.time = {};
  job.nodes = 2;
  job.cpus = 3;
  made = plan(job, local);
  CHECK(as_set(made.options) == as_set("--ntasks=1 --cpus-per-task=3"));
  CHECK(made.warnings.size() == 1);
  job.array = "0-3";
  job.limit = 2;
  CHECK(as_set(plan(job, local).options).contains("--array=0-3%2"));
}

TEST_CASE("sweeps and arrays") {
  auto job = eight_gpus();
  job.sweep = {{"lr", {"0.1", "0.01"}}, {"batch", {"32", "64"}}};
  job.limit = 3;
  const auto made = plan(job, test::mn5());
  CHECK(as_set(made.options).contains("--array=0-3%3"));
  CHECK(made.array_tasks == 4);
  CHECK(made.gpu_hours == Approx(64));
  job.sbatch = {"--array=0-9"};
  CHECK(failure(job, test::mn5()).kind() == ErrorKind::bad_input);
  job.sbatch = {"--array=0-3%1"};
  CHECK(plan(job, test::mn5()).array_tasks == 4);
  job.sbatch.clear();
  job.sweep = {{"lr", {"0.1"}}};
  CHECK(plan(job, test::mn5()).array_tasks == 1);
  CHECK_FALSE(as_set(plan(job, test::mn5()).options).contains("--array=0-0%3"));
}

TEST_CASE("a warning before the end, and another start") {
  auto job = eight_gpus();
  job.signal = config::Signal{.name = "SIGUSR2", .before = Seconds{120}};
  job.requeue = true;
  const auto options = as_set(plan(job, test::mn5()).options);
  CHECK(options.contains("--signal=B:USR2@120"));
  CHECK(options.contains("--requeue"));
  job.requeue = false;
  CHECK(as_set(plan(job, test::mn5()).options).contains("--no-requeue"));
  job.signal->before = std::chrono::hours(2);
  CHECK(failure(job, test::mn5()).kind() == ErrorKind::bad_input);
}
