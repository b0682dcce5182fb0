// SPDX-License-Identifier: Apache-2.0
#include "site.hpp"
#include "support/catch.hpp"
#include "transport/stream/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace aifactory;
using namespace aifactory::contract;
using transport::run;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<transport::Host> shared(const ssh::Target& target, ScriptedPerson& person) {
  return ssh::make_host(target, person, ssh::Share::yes);
}

bool answers(transport::Host& host) {
  return run(host, {.script = "echo yes"}).out == "yes\n";
}

template <class Condition>
bool within(std::chrono::milliseconds limit, const Condition& holds) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

bool runs(long pid) {
  return std::filesystem::exists(fmt::format("/proc/{}", pid));
}

std::vector<std::filesystem::path> sockets(const OwnFolders& folders) {
  std::vector<std::filesystem::path> found;
  const auto folder = folders.path() / "run/aifactory";
  if (!std::filesystem::exists(folder)) return found;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".sock") found.push_back(entry.path());
  return found;
}

std::size_t descriptors_of(long pid) {
  const auto folder = std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", pid));
  return static_cast<std::size_t>(std::distance(begin(folder), end(folder)));
}

}  // namespace

TEST_CASE("one keeper: its status, its socket, its end", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  const auto target = target_of("alice", "alice");
  CHECK_FALSE(ssh::connection_status(target).open);
  CHECK_FALSE(ssh::close_connection(target));
  const auto before = logins_so_far();
  for (int i = 0; i < 5; ++i)
    CHECK(answers(*shared(target, person)));
  CHECK(logins_so_far() == before + 1);

  const auto status = ssh::connection_status(target);
  CHECK(status.open);
  CHECK(status.site == target.site);
  CHECK(status.address == fmt::format("alice@127.0.0.1:{}", cluster().port));
  CHECK(status.commands == 5);
  CHECK(status.bytes_received > 0);
  REQUIRE(status.ends);
  CHECK(*status.ends > now() + 29min);
  CHECK(ssh::all_connections().size() == 1);

  REQUIRE(sockets(folders).size() == 1);
  struct stat mode = {};
  REQUIRE(::stat(sockets(folders).front().c_str(), &mode) == 0);
  CHECK((mode.st_mode & 0777) == 0600);
  REQUIRE(::stat(sockets(folders).front().parent_path().c_str(), &mode) == 0);
  CHECK((mode.st_mode & 0777) == 0700);
  CHECK(std::filesystem::read_symlink(fmt::format("/proc/{}/fd/1", status.keeper_pid)) == "/dev/null");
  CHECK(std::filesystem::read_symlink(fmt::format("/proc/{}/cwd", status.keeper_pid)) == "/");

  CHECK(ssh::close_connection(target));
  CHECK(within(2s, [&] { return !runs(status.keeper_pid); }));
  CHECK(sockets(folders).empty());
}

TEST_CASE("a keeper ends when idle, at SIGTERM, and leaves nothing", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  auto target = target_of("alice", "alice");
  SECTION("idle") {
    target.idle_end = 1s;
    const auto host = shared(target, person);
    CHECK(run(*host, {.script = "sleep 2; echo yes"}).out == "yes\n");
    const auto pid = ssh::connection_status(target).keeper_pid;
    CHECK(within(4s, [&] { return !runs(pid); }));
  }
  SECTION("never idle") {
    target.idle_end = std::nullopt;
    CHECK(answers(*shared(target, person)));
    CHECK_FALSE(ssh::connection_status(target).ends);
    ssh::close_connection(target);
  }
  SECTION("out of reach") {
    target.keep_alive = 1s;
    CHECK(answers(*shared(target, person)));
    const auto pid = ssh::connection_status(target).keeper_pid;
    std::filesystem::remove(sockets(folders).front());
    CHECK(within(4s, [&] { return !runs(pid); }));
  }
  SECTION("SIGTERM") {
    CHECK(answers(*shared(target, person)));
    const auto pid = ssh::connection_status(target).keeper_pid;
    ::kill(static_cast<pid_t>(pid), SIGINT);
    std::this_thread::sleep_for(100ms);
    CHECK(runs(pid));
    ::kill(static_cast<pid_t>(pid), SIGTERM);
    CHECK(within(2s, [&] { return !runs(pid); }));
  }
  CHECK(sockets(folders).empty());
}

TEST_CASE("after a kill the next command works", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  const auto target = target_of("alice", "alice");
  const auto host = shared(target, person);
  CHECK(answers(*host));
  const auto pid = ssh::connection_status(target).keeper_pid;
  SECTION("of the keeper, idle") {
    ::kill(static_cast<pid_t>(pid), SIGKILL);
  }
  SECTION("of the keeper, busy") {
    std::thread killer{[pid] {
      std::this_thread::sleep_for(300ms);
      ::kill(static_cast<pid_t>(pid), SIGKILL);
    }};
    const auto lost = failure_of([&] { run(*host, {.script = "sleep 20"}); });
    killer.join();
    CHECK(lost.kind == ErrorKind::try_again);
  }
  SECTION("of the server's process, busy") {
    const auto kill = "kill -9 $PPID; sleep 20";
    const auto lost = failure_of([&] { run(*host, {.script = kill}); });
    CHECK(lost.kind == ErrorKind::try_again);
    CHECK(within(2s, [&] { return !runs(pid); }));
  }
  SECTION("of the keeper, under a command that may be repeated") {
    std::thread killer{[pid] {
      std::this_thread::sleep_for(300ms);
      ::kill(static_cast<pid_t>(pid), SIGKILL);
    }};
    CHECK(run(*host, {.script = "sleep 1; echo done", .repeat = transport::Repeat::safe}).out == "done\n");
    killer.join();
  }
  CHECK(answers(*host));
  CHECK(sockets(folders).size() == 1);
  CHECK(ssh::close_connection(target));
}

TEST_CASE("a keeper that slept for a while goes on", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  auto target = target_of("alice", "alice");
  target.keep_alive = 1s;
  target.dead_after = 2s;
  const auto host = shared(target, person);
  CHECK(answers(*host));
  const auto pid = static_cast<pid_t>(ssh::connection_status(target).keeper_pid);
  std::thread sleep{[pid] {
    std::this_thread::sleep_for(200ms);
    ::kill(pid, SIGSTOP);
    std::this_thread::sleep_for(4s);
    ::kill(pid, SIGCONT);
  }};
  CHECK(run(*host, {.script = "sleep 1; echo done"}).out == "done\n");
  CHECK(answers(*host));
  sleep.join();
  CHECK(ssh::connection_status(target).keeper_pid == pid);
  CHECK(ssh::close_connection(target));
}

TEST_CASE("many starters at once make one login", "[contract]") {
  const OwnFolders folders;
  const auto target = target_of("alice", "alice");
  const auto before = logins_so_far();
  std::vector<pid_t> starters;
  for (int i = 0; i < 8; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      ScriptedPerson person;
      ::_exit(answers(*shared(target, person)) ? 0 : 1);
    }
    starters.push_back(pid);
  }
  for (const auto pid : starters) {
    int status = -1;
    ::waitpid(pid, &status, 0);
    CHECK(status == 0);
  }
  CHECK(logins_so_far() == before + 1);
  ssh::close_connection(target);
}

TEST_CASE("a keeper of another version makes room", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  const auto target = target_of("alice", "alice");
  CHECK(answers(*shared(target, person)));
  const auto pid = ssh::connection_status(target).keeper_pid;
  const auto path = sockets(folders).front();

  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::ranges::copy(path.native(), address.sun_path);
  const UniqueFd socket{::socket(AF_UNIX, SOCK_STREAM, 0)};
  REQUIRE(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  const std::uint32_t newer = transport::protocol_version + 1;
  std::string hello{transport::hello_magic};
  hello.append(reinterpret_cast<const char*>(&newer), sizeof newer);
  const auto header = transport::encode({.kind = transport::FrameKind::hello, .size = 8});
  REQUIRE(::write(socket.get(), header.data(), header.size()) == 8);
  REQUIRE(::write(socket.get(), hello.data(), hello.size()) == 8);
  std::array<std::byte, 16> answer;
  REQUIRE(::recv(socket.get(), answer.data(), answer.size(), MSG_WAITALL) == 16);
  CHECK(answer[0] == static_cast<std::byte>(transport::FrameKind::version));
  CHECK(within(2s, [&] { return !runs(pid); }));
  CHECK(answers(*shared(target, person)));
  CHECK(ssh::close_connection(target));
}

TEST_CASE("rubbish in the socket's place is no obstacle", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  const auto target = target_of("alice", "alice");
  CHECK(answers(*shared(target, person)));
  const auto path = sockets(folders).front();
  ssh::close_connection(target);
  write_file(path, "not a socket");
  CHECK(answers(*shared(target, person)));
  CHECK(ssh::close_connection(target));
}

TEST_CASE("a server with few sessions: commands wait, files make do", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  auto target = target_of("alice", "alice");
  target.addresses.front().port = cluster().port_of_two_sessions;
  const auto host = shared(target, person);
  CHECK(answers(*host));  // ThreadSanitizer follows no fork of many threads: the keeper starts before them
  std::vector<std::thread> callers;
  std::atomic<int> right = 0;
  for (int i = 0; i < 20; ++i)
    callers.emplace_back([&] { right += answers(*host) ? 1 : 0; });
  for (auto& caller : callers)
    caller.join();
  CHECK(right == 20);

  const auto files = host->open_files();
  const auto refused = failure_of([&] { host->open_files(); });
  CHECK(refused.kind == ErrorKind::unavailable);
  CHECK(answers(*host));
  transport::write_remote_file(*files, "few", "sessions");
  CHECK(transport::read_remote_file(*files, "few") == "sessions");
  CHECK(ssh::close_connection(target));
}

TEST_CASE("a program that outlives its channel: files make do with what it leaves", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  const auto target = target_of("alice", "alice");
  const auto host = shared(target, person);
  std::vector<std::unique_ptr<transport::Channel>> running;
  for (int i = 0; i < 10; ++i) {  // all that sshd allows; it counts the first until that ends by itself
    running.push_back(host->start(i == 0 ? "trap '' HUP TERM; echo ready; exec sleep 40" : "echo ready; exec cat"));
    std::array<std::byte, 16> answer{};
    CHECK(within(10s, [&] { return running.back()->read(answer).kind == transport::Arrival::Kind::out; }));
  }
  running.clear();
  const pid_t other = ::fork();
  if (other == 0) {
    ::alarm(20);  // whoever is not refused waits for good
    std::vector<std::unique_ptr<transport::FileChannel>> files;
    const auto refused = failure_of([&] {
      while (true)
        files.push_back(host->open_files());
    });
    ::_exit(refused.kind == ErrorKind::unavailable && !files.empty() ? 0 : 1);
  }
  int status = -1;
  ::waitpid(other, &status, 0);
  CHECK(status == 0);
  CHECK(ssh::close_connection(target));
}

TEST_CASE("who has no file channel gets one of him who has many", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  const auto target = target_of("alice", "alice");
  const auto host = shared(target, person);
  // Programs that run leave that many of sshd's ten sessions.
  const int left = GENERATE(10, 4);
  std::vector<std::unique_ptr<transport::Channel>> running;
  for (int i = left; i < 10; ++i)
    running.push_back(host->start("cat"));
  CHECK(answers(*host));

  std::vector<std::unique_ptr<transport::FileChannel>> files;
  const auto take_all = [&] {
    return failure_of([&] {
      while (true)
        files.push_back(host->open_files());
    });
  };
  CHECK(take_all().kind == ErrorKind::unavailable);
  std::this_thread::sleep_for(1s);  // the session of a program that has just ended counted there
  CHECK(take_all().kind == ErrorKind::unavailable);
  REQUIRE(files.size() >= 2);
  CHECK(files.size() < static_cast<std::size_t>(left));
  const pid_t other = ::fork();
  if (other == 0) {
    files.clear();  // his copies
    const auto his = host->open_files();
    transport::write_remote_file(*his, "fair", "share");
    ::_exit(transport::read_remote_file(*his, "fair") == "share" && answers(*host) ? 0 : 1);
  }
  const auto wanted = [&] {
    files.back()->receive();
    return files.back()->wanted_back();
  };
  CHECK(within(5s, wanted));
  files.front()->receive();
  CHECK_FALSE(files.front()->wanted_back());
  files.pop_back();
  int status = -1;
  ::waitpid(other, &status, 0);
  CHECK(status == 0);
  CHECK(answers(*host));
  CHECK(ssh::close_connection(target));
}

namespace {

/// AIFACTORY_COMMANDS=10000 for the long run.
int commands_to_run() {
  const char* wanted = std::getenv("AIFACTORY_COMMANDS");
  return wanted != nullptr ? std::stoi(wanted) : 1000;
}

}  // namespace

TEST_CASE("thousands of commands leave no trace in the keeper", "[contract][long]") {
  const OwnFolders folders;
  ScriptedPerson person;
  const auto target = target_of("alice", "alice");
  const auto host = shared(target, person);
  const auto some = [&](int count) {
    for (int i = 0; i < count; ++i)
      run(*host, {.script = "exit 1"});
  };
  some(200);
  const auto pid = ssh::connection_status(target).keeper_pid;
  const auto memory = [&] {
    return std::stol(run_here(fmt::format("awk '/VmRSS/ {{print $2}}' /proc/{}/status", pid)));
  };
  const auto descriptors = descriptors_of(pid);
  [[maybe_unused]] const auto before = memory();
  some(commands_to_run());
  CHECK(within(2s, [&] { return descriptors_of(pid) <= descriptors; }));
#ifndef __SANITIZE_ADDRESS__  // which keeps freed memory for a while
  CHECK(memory() < before + 500);
#endif
  CHECK(ssh::close_connection(target));
}
