// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/files.hpp"
#include "aifactory/job/jobs.hpp"
#include "aifactory/transport/local.hpp"

#include "job/run_json.hpp"
#include "support/catch.hpp"

#include <filesystem>

using namespace aifactory;
using namespace aifactory::job;
namespace fs = std::filesystem;

namespace {

void put_run(const fs::path& root, const std::string& folder, const std::string& json, const std::string& id) {
  fs::create_directories(root / "runs" / folder);
  write_file(root / "runs" / folder / "run.json", json);
  if (!id.empty()) write_file(root / "runs" / folder / "id", id);
}

std::string run_json(const std::string& name) {
  Run run;
  run.name = name;
  run.job = "train";
  run.project = "/p";
  run.site = "elsewhere";
  run.folder = "/somewhere/else";
  run.gpus = 4;
  return write_run(run);
}

}  // namespace

TEST_CASE("a lost ledger is made again from the run folders") {
  const TemporaryDirectory root;
  const TemporaryDirectory state;
  put_run(root.path(), "train-aaaa", run_json("train-aaaa"), "47\n");
  put_run(root.path(), "train-bbbb", run_json("train-bbbb"), "");
  put_run(root.path(), "train-cccc", run_json("train-cccc"), "rm -rf /\n");
  put_run(root.path(), "train-dddd", "{ broken", "48\n");
  put_run(root.path(), "train-eeee", run_json("another-name"), "49\n");
  put_run(root.path(), "it's odd", "[]", "50\n");
  const auto host = transport::make_local_host();
  const auto scheduler = scheduler::make_slurm();
  config::SiteProfile site;
  site.id = "lab";
  Ledger ledger(state.path() / "runs.sqlite");
  CHECK_FALSE(ledger.has_runs("/p"));
  CHECK_FALSE(ledger.is_surveyed("lab"));
  Jobs jobs({.host = *host, .scheduler = *scheduler, .site = site, .ledger = ledger, .root = root.path().string()});
  CHECK(jobs.recover() == 3);
  CHECK(ledger.is_surveyed("lab"));
  CHECK(ledger.has_runs("/p"));
  const auto run = ledger.find("/p", "train-aaaa");
  CHECK(run.id == "47");
  CHECK(run.site == "lab");
  CHECK(run.folder == (root.path() / "runs/train-aaaa").string());
  CHECK(run.gpus == 4);
  CHECK(ledger.find("/p", "train-cccc").id.empty());
  CHECK(jobs.recover() == 0);
  CHECK(ledger.list({}).size() == 3);
}
