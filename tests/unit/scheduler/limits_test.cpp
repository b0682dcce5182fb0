// SPDX-License-Identifier: Apache-2.0
#include "aifactory/scheduler/limits.hpp"

#include "support/catch.hpp"

#include <random>

using namespace aifactory;
using namespace aifactory::scheduler;

namespace {

// As Slurm 24.11 of the test cluster answered.
constexpr auto answer = R"(noise of a login shell
@aifactory partitions
PartitionName=gpp AllowGroups=ALL AllowAccounts=ALL AllowQos=gp_ehpc,gp_debug,gp_interactive Default=YES MaxNodes=UNLIMITED MaxTime=3-00:00:00 MinNodes=0 Nodes=gs01r1b[01-02] State=UP TotalCPUs=224 TotalNodes=2 TRES=cpu=224,mem=500G,node=2,billing=224
PartitionName=acc AllowGroups=ALL AllowAccounts=ALL AllowQos=acc_ehpc,acc_debug Default=NO MaxNodes=UNLIMITED MaxTime=3-00:00:00 Nodes=as01r1b[01-02] State=UP TotalCPUs=160 TotalNodes=2 TRES=cpu=160,mem=1000G,node=2,billing=160,gres/gpu=8
@aifactory end
@aifactory nodes
gpp|(null)|112
acc|gpu:4|80
@aifactory end
@aifactory qos
normal|||
acc_ehpc|3-00:00:00||
acc_debug|02:00:00|node=1|10
@aifactory end
@aifactory accounts
ehpc01|acc_debug,acc_ehpc,gp_ehpc
ehpc01|acc_ehpc
@aifactory end
)";

config::SiteProfile profile() {
  config::SiteProfile site;
  site.account = "ehpc01";
  site.slurm.queues = {{.class_name = "batch", .qos = "acc_ehpc", .partition = "acc", .walltime = Seconds{172800}},
                       {.class_name = "debug",
                        .qos = "acc_debug",
                        .partition = "acc",
                        .walltime = Seconds{7200},
                        .nodes = 8,
                        .max_submit = 1},
                       {.class_name = "gone", .qos = "acc_old", .partition = "acc"}};
  return site;
}

std::string row(const std::vector<Comparison>& rows, const std::string& what) {
  for (const auto& one : rows)
    if (one.what == what) return one.profile + " / " + one.live;
  return "no such row";
}

}  // namespace

TEST_CASE("the site's own words are read") {
  const auto limits = read_limits(answer);
  CHECK(limits.partitions.at("acc").gpus_per_node == 4);
  CHECK(limits.partitions.at("acc").cpus_per_node == 80);
  CHECK(limits.partitions.at("gpp").gpus_per_node == 0);
  CHECK(limits.partitions.at("acc").nodes == 2);
  CHECK(limits.qos.at("acc_debug").submit == 10);
  CHECK(limits.qos.at("acc_debug").walltime == Seconds{7200});
  CHECK(limits.accounts.at("ehpc01").size() == 3);
}

TEST_CASE("profile and site are compared") {
  const auto rows = compare(profile(), read_limits(answer));
  CHECK(row(rows, "account ehpc01") == "there / there");
  CHECK(row(rows, "QoS acc_ehpc: time") == "2d / 3d");
  CHECK(row(rows, "QoS acc_debug: time") == "2h / 2h");
  CHECK(row(rows, "QoS acc_debug: nodes of one job") == "8 / 1");
  CHECK(row(rows, "QoS acc_debug: submitted jobs") == "1 / 10");
  CHECK(row(rows, "QoS acc_old") == "there / not there");
  CHECK(row(rows, "GPUs of a node") == " / 4");
}

TEST_CASE("the site's words count more than the profile") {
  const auto site = apply(profile(), read_limits(answer), "2026-11-20");
  REQUIRE(site.slurm.queues.size() == 2);
  CHECK(site.slurm.queues[0].walltime == Seconds{259200});
  CHECK(site.slurm.queues[1].nodes == 1);
  CHECK(site.slurm.gpu.per_node == 4);
  CHECK(site.sources.at("slurm.queues").mark == "live");
  CHECK(site.sources.at("slurm.queues").from.at(0) == "the site itself, 2026-11-20");
}

TEST_CASE("a site that says nothing changes nothing, and nonsense neither") {
  CHECK(apply(profile(), read_limits(""), "d").slurm.queues.size() == 3);
  auto only_gone = profile();
  only_gone.slurm.queues = {only_gone.slurm.queues[2]};
  CHECK(apply(only_gone, read_limits(answer), "d").slurm.queues.size() == 1);
  std::mt19937 random(20261120);
  for (int round = 0; round < 200; ++round) {
    std::string text = answer;
    for (int hit = 0; hit < 10; ++hit)
      text[random() % text.size()] = static_cast<char>(random() % 256);
    apply(profile(), read_limits(text), "d");
  }
}
