// SPDX-License-Identifier: Apache-2.0
#include "config/job_text.hpp"

#include "aifactory/base/error.hpp"

#include "config/yaml_reader.hpp"
#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::config;

namespace {

Job job_in(std::string_view text) {
  return read_job_text(text, "/here", nullptr);
}

std::string failure(std::string_view text) {
  try {
    job_in(text);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::config);
    return error.failure().where + " " + error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a job by itself, with and without a name") {
  const auto job = job_in("name: try\ncommand: echo\ngpus: 2\n");
  CHECK(job.name == "try");
  CHECK(job.gpus == 2);
  CHECK(job_in("command: echo").name == "job");
  CHECK(job_in(R"({"command": "echo", "time": "2h"})").time == Seconds{7200});
}

TEST_CASE("one job of a map of jobs; its kinds") {
  const auto job = job_in(
      "jobs: {big: {script: run.sh, sweep: {lr: [0.1, 1e-3], n: 5}, limit: 2, after: prep, signal: {before: 2m}, "
      "requeue: true, launch: torchrun}}");
  CHECK(job.name == "big");
  CHECK(job.script == "/here/run.sh");
  CHECK(job.sweep == std::vector<Parameter>{{"lr", {"0.1", "1e-3"}}, {"n", {"5"}}});
  CHECK(job.limit == 2);
  CHECK(job.after == std::vector<std::string>{"prep"});
  REQUIRE(job.signal);
  CHECK(job.signal->name == "USR1");
  CHECK(job.signal->before == Seconds{120});
  CHECK(job.requeue == true);
  CHECK(job.launch == "torchrun");
}

TEST_CASE("what is no job") {
  CHECK(failure("").find("no job") != std::string::npos);
  CHECK(failure("- a").find("no job") != std::string::npos);
  CHECK(failure("jobs: {a: {command: x}, b: {command: y}}").find("more than one") != std::string::npos);
  CHECK(failure("project: x\njobs: {a: {command: x}}").find("more than one") != std::string::npos);
  CHECK(failure("name: ../x\ncommand: x").find("standard input:1:1") != std::string::npos);
  CHECK(failure("name: [a]\ncommand: x").find("name") != std::string::npos);
  CHECK(failure("comand: x").find("standard input:1:1") != std::string::npos);
  CHECK(failure("gpus: 2").find("nothing to run") != std::string::npos);
  CHECK(failure("command: x\narray: 0-3\nsweep: {a: [1]}").find("both an array and a sweep") != std::string::npos);
  CHECK(failure("command: x\nlimit: 3").find("limit") != std::string::npos);
  CHECK(failure("command: x\nlaunch: mpi").find("launch") != std::string::npos);
  CHECK(failure("command: x\nafter: 'a:maybe'").find("after") != std::string::npos);
  CHECK(failure("command: x\ndatasets: [corpus]").find("corpus") != std::string::npos);
}

TEST_CASE("it may read the datasets of the project") {
  const auto document = std::make_shared<const Document>(Document{.label = "aifactory.yaml"});
  const auto datasets = read_yaml("corpus: {path: data}", document);
  CHECK(read_job_text("command: x\ndatasets: corpus", "/here", &datasets).datasets.size() == 1);
}
