// SPDX-License-Identifier: Apache-2.0
#include "backends.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <numeric>
#include <thread>

using namespace aifactory;
using namespace aifactory::contract;
using transport::Command;
using transport::run;

namespace {

std::string all_bytes(std::size_t rounds) {
  std::string bytes;
  for (std::size_t round = 0; round < rounds; ++round)
    for (int value = 0; value < 256; ++value)
      bytes += static_cast<char>(value);
  return bytes;
}

void check_endings(transport::Host& host) {
  for (const int status : {0, 1, 7, 127, 255}) {
    const auto output = run(host, {.script = "exit " + std::to_string(status)});
    CHECK(output.ending.status == status);
    CHECK(output.ending.signal.empty());
    CHECK(output.ending.shell_status() == status);
  }
  const auto killed = run(host, {.script = "kill -KILL $$"});
  CHECK(killed.ending.signal == "KILL");
  CHECK(killed.ending.shell_status() == 137);
  CHECK_FALSE(killed.ending.ok());
}

void check_streams(transport::Host& host) {
  const auto bytes = all_bytes(100);
  const auto echoed = run(host, {.script = "cat; echo problem >&2", .input = bytes});
  CHECK(echoed.out == bytes);
  CHECK(echoed.err == "problem\n");
  const auto silent = run(host, {.script = ""});
  CHECK(silent.ending.ok());
  CHECK((silent.out + silent.err).empty());
  const auto where = run(host, {.script = "test \"$(pwd -P)\" = \"$(cd && pwd -P)\" && echo home"});
  CHECK(where.out == "home\n");
}

void check_odd_scripts(transport::Host& host) {
  const auto quoting = run(host, {.script = "printf '%s|' 'a b' \"it's\" '!x' '$HOME' '\\n' '`' '~' '*' 'ä' '%d'\n"});
  CHECK(quoting.out == "a b|it's|!x|$HOME|\\n|`|~|*|ä|%d|");
  const auto long_script = "#" + std::string(300'000, 'x') + "\nread line\necho \"got $line, $#\"\n";
  const auto output = run(host, {.script = long_script, .input = "the input\n"});
  CHECK(output.out == "got the input, 0\n");
  const auto wrong = run(host, {.script = "if then"});
  CHECK(wrong.ending.status == 2);
  CHECK(wrong.out.empty());
  CHECK_FALSE(wrong.err.empty());
  const auto here_document = run(host, {.script = "cat <<'END'\n!! $x\nEND\nexit 4"});
  CHECK(here_document.out == "!! $x\n");
  CHECK(here_document.ending.status == 4);
}

void check_stdin(transport::Host& host) {
  const auto ignored = run(host, {.script = "exec <&-; echo done", .input = std::string(10'000'000, 'x')});
  CHECK(ignored.out == "done\n");
  CHECK(ignored.ending.ok());
  const auto ended = run(host, {.script = "exit 3", .input = std::string(10'000'000, 'x')});
  CHECK(ended.ending.status == 3);
  const auto part = run(host, {.script = "head -c 5", .input = std::string(3'000'000, 'y')});
  CHECK(part.out == "yyyyy");
}

void check_big_stderr(transport::Host& host) {
  const auto output = run(host, {.script = "head -c 20000000 /dev/zero >&2; head -c 1000 /dev/zero"});
  CHECK(output.err.size() == 20'000'000);
  CHECK(output.out.size() == 1000);
}

void check_limits(transport::Host& host) {
  const auto started = std::chrono::steady_clock::now();
  const auto late = failure_of([&] {
    run(host, {.script = "sleep 60", .repeat = transport::Repeat::safe, .time_limit = std::chrono::milliseconds(700)});
  });
  CHECK(late.kind == ErrorKind::try_again);
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(10));
  const auto much = failure_of([&] { run(host, {.script = "cat /dev/zero", .output_limit = 100'000}); });
  CHECK(much.kind == ErrorKind::protocol);
  CHECK(run(host, {.script = "head -c 100000 /dev/zero", .output_limit = 100'000}).out.size() == 100'000);
}

/// Waits until the program has printed its first line.
void await_line(transport::Channel& channel) {
  std::array<std::byte, 100> buffer;
  while (channel.read(buffer).kind != transport::Arrival::Kind::out) {
    auto waiting = channel.poll_for();
    ::poll(&waiting, 1, 10'000);
  }
}

transport::Ending await_end(transport::Channel& channel) {
  std::array<std::byte, 100> buffer;
  while (channel.read(buffer).kind != transport::Arrival::Kind::end) {
    auto waiting = channel.poll_for();
    ::poll(&waiting, 1, 10'000);
  }
  return channel.ending();
}

void check_signals(transport::Host& host) {
  const auto channel = host.start("trap 'echo caught; exit 9' TERM; echo ready; while :; do sleep 0.1; done");
  await_line(*channel);
  channel->send_signal("TERM");
  await_line(*channel);
  CHECK(await_end(*channel).status == 9);
}

/// Dropping a channel ends its program: the marker it would have left after two seconds never comes.
void check_hang_up(transport::Host& host) {
  const std::string marker = "/tmp/aifactory-contract-" + std::to_string(::getpid());
  run(host, {.script = "rm -f " + marker});
  auto channel = host.start("echo ready; sleep 2; touch " + marker);
  await_line(*channel);
  channel.reset();
  const auto after = run(host, {.script = "sleep 3; ls " + marker});
  CHECK_FALSE(after.ending.ok());
}

}  // namespace

TEST_CASE("a program's ending, streams and limits are the same on every host", "[contract]") {
  for (const std::string kind : backends) {
    DYNAMIC_SECTION(kind) {
      Backend backend{kind};
      auto& host = backend.host();
      check_endings(host);
      check_streams(host);
      check_odd_scripts(host);
      check_stdin(host);
      check_big_stderr(host);
      check_limits(host);
      check_signals(host);
      check_hang_up(host);
      CHECK(run(host, {.script = "echo still here"}).out == "still here\n");
    }
  }
}
