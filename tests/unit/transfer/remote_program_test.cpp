// SPDX-License-Identifier: Apache-2.0
#include "transfer/remote_program.hpp"

#include "support/catch.hpp"
#include "unit/transfer/test_host.hpp"

#include <functional>
#include <string>
#include <vector>

using namespace aifactory;
using namespace aifactory::test;
using namespace aifactory::transfer;

namespace {

struct Bench {
  TestHost host;
  std::vector<std::string> answers;
  int ends = 0;
  std::function<void()> on_answer = [] {};
  RemoteProgram program;

  explicit Bench(TestHost::Shell shell = TestHost::Shell::yes)
      : host(TestHost::Files::direct, shell),
        program(host, {.answered =
                           [this](std::string_view line) {
                             answers.emplace_back(line);
                             on_answer();
                           },
                       .ended = [this] { ++ends; }}) {}

  void serve_until(const std::function<bool()>& done) {
    for (program.serve(); !done(); program.serve()) {
      auto wait = program.poll_for();
      REQUIRE(::poll(&wait, 1, 10'000) > 0);
    }
  }
  void serve_to_the_end() {
    serve_until([this] { return !program.running(); });
  }
};

}  // namespace

TEST_CASE("a program there is fed and answers in lines, and may be started again") {
  Bench bench;
  for (int time = 0; time < 2; ++time) {
    bench.answers.clear();
    bench.program.start("cat");
    bench.program.send("a\nb");
    bench.serve_until([&] { return !bench.answers.empty(); });
    CHECK(bench.program.unsent() == 0);
    CHECK_FALSE(bench.program.finished());
    bench.program.send("c\nno line");
    bench.program.finish();
    CHECK(bench.program.finishing());
    bench.serve_to_the_end();
    CHECK(bench.program.finished());
    CHECK(bench.answers == std::vector<std::string>{"a", "bc"});
    CHECK(bench.ends == time + 1);
  }
}

TEST_CASE("much that is sent arrives whole, however little the program takes at once") {
  Bench bench;
  const std::string much(std::size_t{3} << 20, 'x');
  bench.program.start("wc -c");
  bench.program.send(much);
  bench.program.finish();
  bench.serve_to_the_end();
  REQUIRE(bench.answers.size() == 1);
  CHECK(std::stoul(bench.answers[0]) == much.size());
}

TEST_CASE("a host that runs no commands is told as an end") {
  Bench bench(TestHost::Shell::no);
  bench.program.start("cat");
  bench.program.send("x\n");
  bench.serve_to_the_end();
  CHECK(bench.ends == 1);
  CHECK(bench.answers.empty());
  CHECK(bench.program.poll_for().fd == -1);
  CHECK_FALSE(bench.program.serve_once());
}

TEST_CASE("a program whose line never ends is given up") {
  Bench bench;
  bench.program.start("echo first; while :; do printf xxxxxxxxxxxxxxxx; done");
  bench.serve_to_the_end();
  CHECK(bench.ends == 1);
  CHECK(bench.answers == std::vector<std::string>{"first"});
}

TEST_CASE("nothing is told of a program that was stopped") {
  Bench bench;
  bench.on_answer = [&] { bench.program.stop(); };
  bench.program.start("printf '1\\n2\\n'");
  bench.serve_to_the_end();
  CHECK(bench.answers == std::vector<std::string>{"1"});
  CHECK(bench.ends == 0);
}
