// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/dependency.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/job/circle.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::job;
using scheduler::State;
using Ending = Dependency::Ending;

namespace {

Dependency on(State state, Ending ending = Ending::ok) {
  Dependency dependency{.ending = ending, .run = {}};
  dependency.run.name = "train-7f3k";
  dependency.run.site = "lab";
  dependency.run.id = "12";
  dependency.run.state = state;
  return dependency;
}

config::SiteProfile lab() {
  config::SiteProfile site;
  site.id = "lab";
  return site;
}

std::string value(const std::vector<Dependency>& dependencies) {
  try {
    return dependency_value(dependencies, lab());
  } catch (const Error& error) {
    return std::string(name_of(error.kind()));
  }
}

}  // namespace

TEST_CASE("how a dependency is written") {
  CHECK(parse_dependency("train-7f3k") == std::pair(std::string("train-7f3k"), Ending::ok));
  CHECK(parse_dependency("12:any") == std::pair(std::string("12"), Ending::any));
  CHECK(parse_dependency("12:notok").second == Ending::notok);
  for (const auto* bad : {"", ":ok", "a:", "a:maybe", "a:ok:ok"})
    CHECK_THROWS_AS(parse_dependency(bad), Error);
  CHECK(name_of(on(State::running, Ending::any)) == "train-7f3k:any");
}

TEST_CASE("what is open is handed to the batch system, what is settled is not") {
  CHECK(value({on(State::running), on(State::pending, Ending::any)}) == "afterok:12,afterany:12");
  CHECK(value({on(State::preempted, Ending::notok)}) == "afternotok:12");
  CHECK(value({on(State::completed)}).empty());
  CHECK(value({on(State::failed, Ending::any), on(State::timed_out, Ending::notok)}).empty());
  CHECK(value({on(State::failed)}) == "bad_input");
  CHECK(value({on(State::completed, Ending::notok)}) == "bad_input");
}

TEST_CASE("what cannot be waited for") {
  auto unknown = on(State::unknown);
  unknown.run.id.clear();
  CHECK(value({unknown}) == "try_again");
  auto elsewhere = on(State::running);
  elsewhere.run.site = "other";
  CHECK(value({elsewhere}) == "bad_input");
}

TEST_CASE("a task of an array is waited for where there is a batch system") {
  auto task = on(State::pending);
  task.run.id = "12_3";
  task.run.task = 3;
  CHECK(value({task}) == "afterok:12_3");
  auto here = lab();
  here.scheduler = config::SchedulerKind::local;
  CHECK_THROWS_AS(dependency_value(std::vector{task}, here), Error);
}

TEST_CASE("a job that waits for itself, by whatever way") {
  std::map<std::string, config::Job> jobs;
  jobs["a"].after = {"b:any"};
  jobs["b"].after = {"x", "c", "d"};
  jobs["c"].after = {"a"};
  jobs["d"];
  jobs["self"].after = {"self"};
  jobs["e"].after = {"a"};
  CHECK(circle_of(jobs, "a") == std::vector<std::string>{"a", "b", "c", "a"});
  CHECK(circle_of(jobs, "self") == std::vector<std::string>{"self", "self"});
  CHECK(circle_of(jobs, "d").empty());
  CHECK(circle_of(jobs, "e").empty());
  CHECK(circle_of(jobs, "nothing").empty());
}
