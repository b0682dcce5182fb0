// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/sweep.hpp"

#include "aifactory/base/error.hpp"

#include "job/run_json.hpp"
#include "job/sweep_text.hpp"
#include "support/catch.hpp"
#include "unit/scheduler/shell.hpp"

using namespace aifactory;
using namespace aifactory::job;

namespace {

config::Job grid() {
  config::Job job;
  job.name = "train";
  job.sweep = {{"lr", {"0.1", "0.01"}}, {"batch", {"32", "64", "128"}}};
  return job;
}

/// What a shell makes of a command in one task.
std::string said(const std::vector<config::Parameter>& sweep, std::string_view command, int task = 0) {
  const auto text = "SLURM_ARRAY_TASK_ID=" + std::to_string(task) + "\n" + sweep_environment(sweep) +
                    with_parameters(command, sweep) + "\n";
  return test::shell(text).out;
}

ErrorKind refusal(const config::Job& job) {
  try {
    check_sweep(job);
  } catch (const Error& error) {
    return error.kind();
  }
  return ErrorKind::bug;
}

}  // namespace

TEST_CASE("every combination once, the last parameter fastest") {
  const auto job = grid();
  CHECK(check_sweep(job) == 6);
  CHECK(combination(job.sweep, 0) == Combination{{"lr", "0.1"}, {"batch", "32"}});
  CHECK(combination(job.sweep, 1) == Combination{{"lr", "0.1"}, {"batch", "64"}});
  CHECK(combination(job.sweep, 5) == Combination{{"lr", "0.01"}, {"batch", "128"}});
  CHECK(sweep_table(job.sweep).starts_with("task\tlr\tbatch\n0\t0.1\t32\n1\t0.1\t64\n"));
  CHECK(check_sweep(config::Job{}) == 1);
}

TEST_CASE("a task knows its values, and no other number is a task") {
  const auto sweep = grid().sweep;
  CHECK(said(sweep, "echo $AIFACTORY_PARAM_LR $AIFACTORY_PARAM_BATCH", 4) == "0.01 64\n");
  CHECK(said(sweep, "echo ran", 6).empty());
  CHECK(said({{"lr", {"7"}}}, "echo $AIFACTORY_PARAM_LR", 9) == "7\n");  // one combination: no array
}

TEST_CASE("values are words, wherever they stand, and never code") {
  const std::string nasty = "a b'\"$(echo no)`echo no`; echo no * \\";
  const std::vector<config::Parameter> sweep{{"x", {nasty}}};
  const auto line = nasty + "\n";
  CHECK(said(sweep, "printf '%s\\n' {x}") == line);
  CHECK(said(sweep, "printf '%s\\n' \"{x}\"") == line);
  CHECK(said(sweep, "printf '%s\\n' '{x}'") == line);
  CHECK(said(sweep, "printf '%s\\n' --x={x}/y") == "--x=" + nasty + "/y\n");
  CHECK(said(sweep, "printf '%s\\n' \"a \\\" {x}\"") == "a \" " + line);
  CHECK(said(sweep, "printf '%s\\n' it\\'s{x}") == "it's" + line);
  CHECK(said(sweep, "# don't {x}\nprintf '%s\\n' {x}") == line);
}

TEST_CASE("other braces stay") {
  const std::vector<config::Parameter> sweep{{"x", {"1"}}};
  for (const auto* text : {"${x}", "{y}", "{ x}", "{x", "{}", "awk '{print}'", "# {x}"})
    CHECK(with_parameters(text, sweep) == text);
  CHECK(with_parameters("{x}", {}) == "{x}");
}

TEST_CASE("sweeps that cannot be") {
  config::Job job;
  for (const auto& sweep : std::vector<std::vector<config::Parameter>>{
           {{"a-b", {"1"}}},
           {{"1a", {"1"}}},
           {{"", {"1"}}},
           {{"a", {}}},
           {{"a", {"1"}}, {"A", {"1"}}},
           {{"a", {"x\ny"}}},
           {{"a", {std::string("\0", 1)}}},
           {{"a", std::vector<std::string>(101, "1")}, {"b", std::vector<std::string>(100, "1")}}}) {
    job.sweep = sweep;
    CHECK(refusal(job) == ErrorKind::bad_input);
  }
}

TEST_CASE("parameters of the command line") {
  auto job = grid();
  set_parameters(job, std::vector<std::string>{"lr=5", "seed=1", "seed=2", "name=a=b"});
  CHECK(job.sweep == std::vector<config::Parameter>{
                         {"lr", {"5"}}, {"batch", {"32", "64", "128"}}, {"seed", {"1", "2"}}, {"name", {"a=b"}}});
  for (const auto* bad : {"lr", "=1", "ls=1", "a b=1", ""})
    CHECK_THROWS_AS(set_parameters(job, std::vector<std::string>{bad}), Error);
}

TEST_CASE("a sweep is kept with its run") {
  Run run;
  run.sweep = grid().sweep;
  CHECK(read_run(write_run(run)).sweep == run.sweep);
  CHECK(read_run(R"({"sweep": [1, {"name": 2}, {"name": "a", "values": ["1"]}]})").sweep.size() == 2);
  CHECK(read_run(R"({"sweep": {}})").sweep.empty());
}
