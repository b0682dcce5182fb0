// SPDX-License-Identifier: Apache-2.0
#include "config/builtin.hpp"
#include "config/catalogue.hpp"
#include "config/check.hpp"
#include "config/yaml_reader.hpp"
#include "fixture.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <regex>

using namespace aifactory;
using namespace aifactory::config;

namespace {

Settings built_in() {
  return Settings::load({}, "/", "/nonexistent");
}

const Queue* queue(const SiteProfile& site, std::string_view class_name) {
  const auto found = std::find_if(site.slurm.queues.begin(), site.slurm.queues.end(),
                                  [&](const Queue& q) { return q.class_name == class_name; });
  return found == site.slurm.queues.end() ? nullptr : &*found;
}

bool knows_key(const Rule& rules, const std::string& path) {
  const Rule* at = &rules;
  std::size_t start = 0;
  while (at && start <= path.size()) {
    const auto dot = std::min(path.find('.', start), path.size());
    at = at->child(path.substr(start, dot - start));
    start = dot + 1;
  }
  return at != nullptr;
}

bool is_stub(const SiteProfile& site) {
  return site.scheduler == SchedulerKind::none;
}
bool is_machine(const SiteProfile& site) {
  return site.id != "local" && site.id != "slurm" && !is_stub(site);
}

}  // namespace

TEST_CASE("every profile fits the table, and its sources name keys of it") {
  const auto rules = site_rules();
  REQUIRE(embedded_files().size() >= 20);
  for (const auto& profile : embedded_files()) {
    INFO(profile.path);
    const auto tree = read_yaml(profile.content, std::make_shared<const Document>(Document{.label = "profile"}));
    for (const auto& failure : check(tree, rules))
      FAIL_CHECK(failure.where << " " << failure.what << " " << failure.hint);
    const auto site = built_in().site(std::string(profile.stem()));
    for (const auto& [key, source] : site.sources) {
      INFO(key);
      CHECK(knows_key(rules, key));
      CHECK((source.from.empty() ? source.mark == "unknown" || source.mark == "believed" : true));
      CHECK((source.mark == "unknown" ? source.from.empty() : true));
      // A comma in a title that is not quoted would make two of it.
      for (const auto& title : source.from)
        CHECK(std::count(title.begin(), title.end(), '(') == std::count(title.begin(), title.end(), ')'));
    }
  }
}

TEST_CASE("the promised sites are there") {
  const auto names = built_in().site_names();
  for (const std::string name : {"local",           "slurm",     "mn5",     "mn5-gpp",   "lumi",     "lumi-efp",
                                 "leonardo",        "meluxina",  "jupiter", "arrhenius", "karolina", "vega",
                                 "discoverer-plus", "deucalion", "ft3",     "hammerhai", "daedalus", "meluxina-ai",
                                 "lumi-ai",         "res"}) {
    INFO(name);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
  CHECK(std::is_sorted(names.begin(), names.end()));
}

TEST_CASE("what can stop a job has a mark and, unless believed or unknown, a source") {
  for (const auto& name : built_in().site_names()) {
    const auto site = built_in().site(name);
    if (!is_machine(site)) continue;
    INFO(name);
    for (const std::string key :
         {"hosts.login", "hosts.fingerprints", "login.kind", "egress", "slurm.queues", "slurm.gpu.per_node",
          "slurm.gpu.cpus_per_gpu", "slurm.gpu.request", "storage", "root"}) {
      INFO(key);
      CHECK(site.sources.count(key) == 1);
    }
    const auto marked = [&](bool matters, const char* key) {
      INFO(key);
      CHECK((!matters || site.sources.count(key) == 1));
    };
    marked(site.slurm.account_required, "slurm.account_required");
    marked(!site.slurm.account_pattern.empty(), "slurm.account_pattern");
    marked(!site.slurm.account_suffix.empty(), "slurm.account_suffix");
    marked(site.slurm.qos_required, "slurm.qos_required");
    marked(site.slurm.partition_from_qos, "slurm.partition_from_qos");
    marked(!site.slurm.forbid.empty(), "slurm.forbid");
    marked(!site.direct_submit, "submit.direct");
    marked(site.hosts.max_sessions.has_value(), "hosts.max_sessions");
    CHECK((site.sources.at("hosts.fingerprints").mark == "unknown") == site.hosts.fingerprints.empty());
    CHECK_FALSE(site.verified.empty());
    CHECK_FALSE(site.hosts.login.empty());
  }
}

TEST_CASE("stubs say what is missing and whom to ask, and take no job") {
  for (const auto& name : built_in().site_names()) {
    const auto site = built_in().site(name);
    if (!is_stub(site)) continue;
    INFO(name);
    CHECK_FALSE(site.direct_submit);
    CHECK(site.hosts.login.empty());
    CHECK(site.missing.find("sk ") != std::string::npos);
    CHECK(site.slurm.gpu.per_node == 0);
  }
}

TEST_CASE("patterns of profiles compile and match what they describe") {
  for (const auto& name : built_in().site_names()) {
    const auto site = built_in().site(name);
    CHECK_NOTHROW(std::regex(site.login.username_pattern));
    CHECK_NOTHROW(std::regex(site.slurm.account_pattern));
    for (const auto& prompt : site.login.code_prompts)
      CHECK_NOTHROW(std::regex(prompt));
  }
  const auto fits = [](const std::string& text, const std::string& pattern) {
    return std::regex_search(text, std::regex(pattern));
  };
  CHECK(fits("ehpc42", built_in().site("mn5").slurm.account_pattern));
  CHECK_FALSE(fits("ehpc", built_in().site("mn5").slurm.account_pattern));
  CHECK(fits("project_465000123", built_in().site("lumi").slurm.account_pattern));
  CHECK(fits("naiss2026-1-23-gpu", built_in().site("arrhenius").slurm.account_pattern));
  CHECK(fits("Verification code: ", built_in().site("arrhenius").login.code_prompts.at(0)));
}

// 8 GPUs for 2 hours, one task a GPU: what each site's command line is made of.
TEST_CASE("ten sites have what a job of eight GPUs needs") {
  struct Row {
    const char* site;
    int nodes;
    int gpus_per_node;
    int cpus_per_task;
    const char* request;
    const char* qos;
    const char* partition;
    bool qos_chooses_partition;
  };
  const Row rows[] = {
      {"mn5", 2, 4, 20, "gres", "acc_ehpc", "acc", true},
      {"lumi", 1, 8, 7, "gpus_per_node", "", "standard-g", false},
      {"leonardo", 2, 4, 8, "gres", "", "boost_usr_prod", false},
      {"meluxina", 2, 4, 16, "gpus_per_node", "default", "gpu", false},
      {"jupiter", 2, 4, 72, "gres", "", "booster", false},
      {"arrhenius", 2, 4, 72, "gpus_per_node", "", "gpu", false},
      {"karolina", 1, 8, 16, "gpus_per_node", "", "qgpu", false},
      {"vega", 2, 4, 32, "gres", "", "gpu", false},
      {"discoverer-plus", 1, 8, 26, "gres", "{account}", "common", false},
      {"deucalion", 2, 4, 32, "gpus", "", "normal-a100-80", false},
  };
  for (const auto& row : rows) {
    INFO(row.site);
    const auto site = built_in().site(row.site);
    const auto& gpu = site.slurm.gpu;
    CHECK(gpu.per_node == row.gpus_per_node);
    CHECK((8 + gpu.per_node - 1) / gpu.per_node == row.nodes);
    CHECK(gpu.cpus_per_gpu == row.cpus_per_task);
    CHECK(gpu.request == row.request);
    CHECK(gpu.cpus_per_gpu * gpu.per_node <= (site.slurm.cpus_per_node ? site.slurm.cpus_per_node : 288));
    CHECK(site.slurm.account_required);
    CHECK(site.slurm.partition_from_qos == row.qos_chooses_partition);
    const auto* batch = queue(site, "batch");
    REQUIRE(batch);
    CHECK(batch->qos == row.qos);
    CHECK(batch->partition == row.partition);
    CHECK((!batch->walltime || *batch->walltime >= Seconds(7200)));
    CHECK((!batch->nodes || *batch->nodes >= row.nodes));
  }
  CHECK(built_in().site("mn5").slurm.gpu.cpu_rule == CpuRule::exact);
  CHECK(built_in().site("meluxina").slurm.gpu.cpu_rule == CpuRule::exclusive);
  CHECK(built_in().site("leonardo").slurm.gpu.memory_per_gpu_gb == 120);
  CHECK(built_in().site("deucalion").slurm.account_suffix == "g");
  CHECK(built_in().site("arrhenius").slurm.account_suffix == "-gpu");
  CHECK(queue(built_in().site("mn5"), "debug")->qos == "acc_debug");
}

TEST_CASE("MareNostrum 5 as its users need it") {
  const auto site = built_in().site("mn5");
  CHECK(site.hosts.login.size() == 2);
  CHECK(site.hosts.transfer.size() == 4);
  CHECK(site.login.kind == "password_then_key");
  CHECK(site.login.password_change_host == "transfer1.bsc.es");
  CHECK(site.egress.compute == false);
  CHECK(site.slurm.qos_required);
  CHECK(site.slurm.exports.at("SRUN_CPUS_PER_TASK") == "$SLURM_CPUS_PER_TASK");
  CHECK(site.commands.at("quota").host == "transfer1.bsc.es");
  CHECK(site.offline_env.at("HF_HUB_OFFLINE") == "1");
  CHECK(site.storage.at("home").quota_bytes == std::uint64_t{80} << 30);
  const auto gpp = built_in().site("mn5-gpp");
  CHECK(gpp.hosts.login[0].name == "glogin1.bsc.es");
  CHECK(gpp.hosts.transfer.size() == 4);
  CHECK(gpp.slurm.gpu.per_node == 0);
  CHECK(queue(gpp, "batch")->qos == "gp_ehpc");
}

TEST_CASE("sites with ways of their own") {
  CHECK_FALSE(built_in().site("lumi-efp").direct_submit);
  CHECK(built_in().site("lumi-efp").submit_elsewhere == "https://workflows.my-eurohpc.eu");
  CHECK(built_in().site("lumi-efp").slurm.gpu.per_node == 8);
  CHECK(built_in().site("lumi").slurm.gpu.vendor == "amd");
  CHECK_FALSE(built_in().site("leonardo").hosts.transfer.at(0).shell);
  CHECK(built_in().site("meluxina").hosts.port == 8822);
  CHECK(built_in().site("jupiter").arch == "aarch64");
  CHECK(built_in().site("arrhenius").login_arch == "x86_64");
  CHECK(built_in().site("discoverer-plus").hosts.max_sessions == 4);
}
