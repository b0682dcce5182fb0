// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/ledger.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include "job/run_json.hpp"
#include "support/catch.hpp"

#include <thread>

using namespace aifactory;
using namespace aifactory::job;
using scheduler::State;

namespace {

Run full_run() {
  Run run;
  run.name = "train-7f3k";
  run.project = "/home/me/it's a project";
  run.job = "train";
  run.site = "mn5";
  run.folder = "/gpfs/x";
  run.id = "4711";
  run.state = State::out_of_memory;
  run.reason = "OutOfMemory";
  run.exit_code = 1;
  run.signal = 9;
  run.created = Time(Seconds{1'800'000'000});
  run.submitted = run.started = run.ended = run.created;
  run.elapsed = Seconds{600};
  run.time_limit = Seconds{7200};
  run.partition = "acc";
  run.qos = "acc_ehpc";
  run.account = "ehpc01";
  run.nodes = "as01r1b[01-02]";
  run.gpus = 8;
  run.code_snapshot = "abc";
  run.commit = "def-dirty";
  run.datasets = {{"corpus", "123"}};
  run.metrics = {"metrics.jsonl", "tb/**"};
  run.stdout_path = "/gpfs/x/stdout.log";
  run.stderr_path = "/gpfs/x/stderr.log";
  run.restarts = 2;
  run.tasks = 10;
  run.submitter = "laptop 7";
  run.step_out_of_memory = true;
  run.warnings = {"one"};
  return run;
}

Run named(const std::string& name, const std::string& project = "/p", const std::string& id = "") {
  Run run;
  run.name = name;
  run.project = project;
  run.site = "mn5";
  run.id = id;
  return run;
}

std::vector<std::string> names(const std::vector<Run>& runs) {
  std::vector<std::string> result;
  for (const auto& run : runs)
    result.push_back(run.name);
  return result;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a run comes out of the ledger as it went in") {
  const TemporaryDirectory folder;
  Ledger ledger(folder.path() / "ledger.db");
  ledger.add(full_run());
  CHECK(write_run(ledger.find("", "train-7f3k")) == write_run(full_run()));
  CHECK(write_run(full_run()).find("\"state\": \"OUT_OF_MEMORY\"") != std::string::npos);
  auto run = full_run();
  run.elapsed.reset();
  run.started.reset();
  run.reason = "\xff not UTF-8";
  ledger.update(run);
  const auto back = Ledger(folder.path() / "ledger.db").find("", "train-7f3k");
  CHECK_FALSE(back.elapsed);
  CHECK_FALSE(back.started);
  CHECK(back.reason.find("not UTF-8") != std::string::npos);
}

TEST_CASE("newest first, by project, site and state") {
  const TemporaryDirectory folder;
  Ledger ledger(folder.path() / "ledger.db");
  for (const auto* name : {"a", "b", "c"})
    ledger.add(named(name));
  auto other = named("d", "/q");
  other.site = "lumi";
  other.state = State::completed;
  ledger.add(other);
  CHECK(names(ledger.list({})) == Names{"d", "c", "b", "a"});
  CHECK(names(ledger.list({.project = "/p"})) == Names{"c", "b", "a"});
  CHECK(names(ledger.list({.site = "lumi"})) == Names{"d"});
  CHECK(names(ledger.list({.unfinished_only = true})) == Names{"c", "b", "a"});
  ledger.forget("b");
  ledger.forget("never there");
  CHECK(names(ledger.list({.project = "/p"})) == Names{"c", "a"});
}

TEST_CASE("a run is found by name, by id, or as the latest") {
  const TemporaryDirectory folder;
  Ledger ledger(folder.path() / "ledger.db");
  ledger.add(named("a", "/p", "7"));
  ledger.add(named("b", "/p", "8"));
  ledger.add(named("c", "/q", "7"));
  ledger.add(named("d", "/q", "9"));
  CHECK(ledger.find("/p", "").name == "b");
  CHECK(ledger.find("/p", "7").name == "a");
  CHECK(ledger.find("/q", "7").name == "c");
  CHECK(ledger.find("/p", "9").name == "d");
  CHECK(ledger.find("/r", "a").name == "a");
  const auto failure = [&](const char* project, const char* which) {
    try {
      ledger.find(project, which);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::no_input);
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(failure("/r", "").find("no run yet") != std::string::npos);
  ledger.add(named("train-7f3k"));
  CHECK(failure("/p", "train-7f3j").find("did you mean 'train-7f3k'") != std::string::npos);
  CHECK(failure("/p", "' OR 1=1 --").find("there is no run") != std::string::npos);
  CHECK(failure("/p", "\x1b[2J").find('\x1b') == std::string::npos);
}

TEST_CASE("several writers at once") {
  const TemporaryDirectory folder;
  const auto file = folder.path() / "ledger.db";
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 4; ++writer)
    threads.emplace_back([&, writer] {
      Ledger ledger(file);
      for (int i = 0; i < 10; ++i)
        ledger.add(named("r" + std::to_string(writer) + "-" + std::to_string(i)));
    });
  for (auto& thread : threads)
    thread.join();
  CHECK(Ledger(file).list({}).size() == 40);
}

TEST_CASE("records of other versions can be read") {
  CHECK(read_run("{}").state == State::unknown);
  const auto run =
      read_run(R"({"name": "a", "state": "NEW_STATE", "gpus": "many", "elapsed": "x", "tasks": 3, "new": [1]})");
  CHECK(run.name == "a");
  CHECK(run.gpus == 0);
  CHECK(run.tasks == 3);
  CHECK(run.state == State::unknown);
  for (const auto* text : {"", "[]", "{", "7", "\xff"})
    CHECK_THROWS_AS(read_run(text), Error);
}
