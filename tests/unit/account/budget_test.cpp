// SPDX-License-Identifier: Apache-2.0
#include "aifactory/account/budget.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/transport/local.hpp"

#include "account/budget_parsers.hpp"
#include "support/catch.hpp"

#include <random>

using namespace aifactory;
using namespace aifactory::account;

namespace {

std::string recorded(const std::string& name) {
  return read_file(std::string(AIFACTORY_SOURCE_DIR) + "/tests/unit/account/data/" + name);
}

config::SiteCommand rules(std::string unit, double gpu_hour) {
  config::SiteCommand command;
  command.unit = std::move(unit);
  command.gpu_hour = gpu_hour;
  return command;
}

}  // namespace

TEST_CASE("bsc_acct: thousands of core-hours, fifty GPU-hours each") {
  const auto budgets = read_budget("bsc_acct", recorded("bsc_acct.txt"), rules("kcoreh", 0.02));
  REQUIRE(budgets.size() == 3);
  CHECK(budgets[0].account == "ehpc103");
  CHECK(budgets[0].resource == "Marenostrum5 ACC");
  CHECK(budgets[0].used == Approx(199.63));
  CHECK(*budgets[0].left() == Approx(70.14));
  CHECK(*budgets[0].gpu_hours_left() == Approx(3507));
  CHECK(budgets[0].until == "2026-11-30");
  CHECK(format_time(*budgets[0].as_of) == "2026-09-28T06:00:03Z");
  CHECK_FALSE(budgets[1].gpu_hours_left());
  CHECK(budgets[2].account == "bsc32");
  CHECK_FALSE(budgets[2].total);
  CHECK(budgets[2].until.empty());
}

TEST_CASE("saldo: core-hours of the cluster, eight to a GPU-hour") {
  const auto budgets = read_budget("saldo", recorded("saldo.txt"), rules("core-h", 8));
  REQUIRE(budgets.size() == 2);
  CHECK(budgets[1].account == "AIFAC_P02_001");
  CHECK(*budgets[1].left() == Approx(794303));
  CHECK(*budgets[1].gpu_hours_left() == Approx(99287.875));
  CHECK(budgets[1].until == "2027-01-07");
  CHECK(budget_of({.budgets = budgets, .source = {}, .unread = {}, .problem = {}}, "aifac_p02_001")->used ==
        Approx(1205697));
}

TEST_CASE("lumi-allocations: three kinds of hours, a GPU-hour being two of Slurm's") {
  const auto budgets = read_budget("lumi_allocations", recorded("lumi-allocations.txt"), rules("GPU-h", 0.5));
  REQUIRE(budgets.size() == 4);
  CHECK(budgets[0].unit == "core-h");
  CHECK(budgets[1].resource == "GPU");
  CHECK(*budgets[1].gpu_hours_left() == Approx(600));
  CHECK(budgets[2].unit == "TB-h");
  CHECK(budgets[3].account == "project_462000001");
  CHECK(*budgets[3].left() == Approx(3750));
  CHECK(format_time(*budgets[3].as_of) == "2026-04-22T14:47:17Z");
  const BudgetAnswer answer{.budgets = budgets, .source = {}, .unread = {}, .problem = {}};
  CHECK(budget_of(answer, "project_465002906")->resource == "GPU");
  CHECK(budget_of(answer, "project_1") == nullptr);
}

TEST_CASE("it4ifree: what is free tells the total") {
  const auto budgets = read_budget("it4ifree", recorded("it4ifree.txt"), rules("core-h", 16));
  REQUIRE(budgets.size() == 1);
  CHECK(budgets[0].account == "OPEN-XX-XX");
  CHECK(*budgets[0].left() == Approx(1292555));
}

TEST_CASE("sshare: the limits of Slurm itself") {
  const auto budgets = read_budget("sshare", recorded("sshare-22.05.txt"), {});
  REQUIRE(budgets.size() == 3);
  CHECK(budgets[0].account == "ehpc01");
  CHECK(budgets[0].resource == "GPU");
  CHECK(*budgets[0].total == Approx(1000));
  CHECK(*budgets[0].gpu_hours_left() == Approx(979.5));
  CHECK(budgets[1].account == "ehpc02");
  CHECK_FALSE(budgets[1].total);
  CHECK(budgets[2].resource == "CPU of alice");
  CHECK(*budgets[2].left() == Approx(10));
}

TEST_CASE("answers that are cut, changed or hostile give no false budget and no crash") {
  std::mt19937 random(20261120);
  for (const std::string parser : {"bsc_acct", "saldo", "lumi_allocations", "it4ifree", "sshare"}) {
    const auto file = parser == "lumi_allocations" ? "lumi-allocations.txt"
                      : parser == "sshare"         ? "sshare-22.05.txt"
                                                   : parser + ".txt";
    const auto whole = recorded(file);
    for (std::size_t cut = 0; cut < whole.size(); cut += 13)
      for (const auto& budget : read_budget(parser, std::string_view(whole).substr(0, cut), rules("h", 1)))
        CHECK(budget.used >= 0);
    for (int round = 0; round < 100; ++round) {
      auto text = whole;
      for (int hit = 0; hit < 8; ++hit)
        text[random() % text.size()] = static_cast<char>(random() % 256);
      read_budget(parser, text, rules("h", 1));
    }
    CHECK(read_budget(parser, "", {}).empty());
    CHECK(read_budget(parser, "command not found", {}).empty());
    CHECK(read_budget(parser, "a -1 -2 nan inf 1e999 9 9 9|x|y|z\n", {}).empty());
  }
  CHECK_FALSE(can_read_budget("myquota"));
  CHECK(read_budget("myquota", "text", {}).empty());
}

TEST_CASE("a site's command that fails without a word, or says too much, is told") {
  const TemporaryDirectory folder;
  const auto host = transport::make_local_host();
  const auto answer = [&](const std::string& script) {
    write_file(folder.path() / "budget", script);
    config::SiteProfile site;
    site.commands["budget"] = {.run = "sh " + (folder.path() / "budget").string(), .parser = "bsc_acct"};
    return budget(*host, site);
  };
  struct Row {
    const char* script;
    const char* why;
  };
  for (const auto& [script, why] : {Row{"exit 3", "ended with status 3"}, Row{"exit 124", "gave no answer within 30 s"},
                                    Row{"echo sorry; exit 1", "ended with status 1: sorry"}}) {
    INFO(script);
    std::string said;
    try {
      said = answer(script).problem;
    } catch (const Error& error) {  // nor is there a Slurm here to ask instead
      said = error.failure().why;
    }
    CHECK(said.find(why) != std::string::npos);
  }
  const auto much = answer("yes | head -c 100000").unread;
  CHECK(much.size() == 41);
  const auto wide = answer("head -c 100000 /dev/zero | tr '\\0' x").unread;
  REQUIRE(wide.size() == 1);
  CHECK(wide[0].size() < 300);
}
