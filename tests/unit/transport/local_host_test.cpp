// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/transport/local.hpp"

#include "support/catch.hpp"

#include <array>
#include <csignal>
#include <thread>
#include <unistd.h>

using namespace aifactory;
using namespace aifactory::transport;
using namespace std::chrono_literals;

TEST_CASE("this machine as a host: streams, endings, home") {
  const auto host = make_local_host();
  const auto output = run(*host, {.script = "cat; echo e >&2; exit 3", .input = "in"});
  CHECK(output.out == "in");
  CHECK(output.err == "e\n");
  CHECK(output.ending.status == 3);
  CHECK(run(*host, {.script = "kill -INT $$; sleep 5"}).ending.signal == "INT");
  CHECK(run(*host, {.script = "[ \"$PWD\" = \"$HOME\" ] && echo home"}).out == "home\n");
  CHECK(run(*host, {.script = "#" + std::string(300'000, 'x') + "\necho $# \"$0\""}).out == "0 sh\n");
}

TEST_CASE("a child has default signals and none of our descriptors") {
  const auto host = make_local_host();
  ::signal(SIGPIPE, SIG_IGN);
  const auto masks = run(*host, {.script = "grep -E 'SigIgn|SigBlk' /proc/self/status"}).out;
  ::signal(SIGPIPE, SIG_DFL);
  CHECK(masks.find("SigBlk:\t0000000000000000") != std::string::npos);
  const auto ignored = std::stoull(masks.substr(masks.find("SigIgn:") + 7), nullptr, 16);
  CHECK((ignored & 0x7fffffff) == 0);  // the two above are glibc's own
  // While one program runs, its pipes are not seen by another: it would wait for ever for the end of its stdin.
  const auto waiting = host->start("cat; echo ended");
  const auto bystander = host->start("sleep 5");
  waiting->finish_writing();
  const auto started = std::chrono::steady_clock::now();
  std::array<std::byte, 100> buffer;
  while (waiting->read(buffer).kind != Arrival::Kind::end) {
    auto fd = waiting->poll_for();
    ::poll(&fd, 1, 1000);
  }
  CHECK(std::chrono::steady_clock::now() - started < 3s);
}

TEST_CASE("a dropped child and its children are ended, also those that ignore it") {
  const TemporaryDirectory folder;
  const auto host = make_local_host();
  auto channel = host->start("trap '' HUP; sleep 60 & echo $! > " + folder.path().string() + "/pid; mv " +
                             folder.path().string() + "/pid " + folder.path().string() + "/ready; wait; sleep 60");
  while (!std::filesystem::exists(folder.path() / "ready"))
    std::this_thread::sleep_for(5ms);
  channel.reset();
  const auto pid = std::stoi(read_file(folder.path() / "ready"));
  const auto alive = [pid] {
    const auto status = read_file_if_any("/proc/" + std::to_string(pid) + "/status");
    return status && status->find("zombie") == std::string::npos;
  };
  for (int i = 0; i < 100 && alive(); ++i)
    std::this_thread::sleep_for(5ms);
  CHECK_FALSE(alive());
}

TEST_CASE("limits of run(): time, output, Ctrl-C") {
  const auto host = make_local_host();
  const auto kind_of = [&](const Command& command) {
    try {
      run(*host, command);
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::bug;
  };
  CHECK(kind_of({.script = "sleep 9", .time_limit = 50ms}) == ErrorKind::try_again);
  CHECK(kind_of({.script = "sleep 9", .repeat = Repeat::safe, .time_limit = 50ms}) == ErrorKind::try_again);
  CHECK(kind_of({.script = "echo 12345", .output_limit = 5}) == ErrorKind::protocol);
  CHECK(run(*host, {.script = "echo 1234", .output_limit = 5}).out == "1234\n");
  const InterruptScope scope;
  std::thread key{[] {
    std::this_thread::sleep_for(50ms);
    ::kill(::getpid(), SIGINT);
  }};
  CHECK(kind_of({.script = "sleep 9"}) == ErrorKind::interrupted);
  key.join();
}

TEST_CASE("streaming: what is not taken holds the program back") {
  const auto host = make_local_host();
  std::size_t size = 0;
  std::string errors;
  const auto ending = run_streaming(
      *host, {.script = "head -c 3000000 /dev/zero; echo end >&2"},
      [&](std::string_view bytes) { size += bytes.size(); }, [&](std::string_view bytes) { errors += bytes; });
  CHECK(size == 3'000'000);
  CHECK(errors == "end\n");
  CHECK(ending.ok());
}
