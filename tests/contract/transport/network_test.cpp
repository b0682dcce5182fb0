// SPDX-License-Identifier: Apache-2.0
#include "site.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

#include <csignal>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;  // NOLINT: POSIX

using namespace aifactory;
using namespace aifactory::contract;
using transport::run;
using namespace std::chrono_literals;

namespace {

/// tests/support/relay.cpp between us and the cluster.
class Relay {
 public:
  Relay(const std::filesystem::path& folder, std::vector<std::string> options) {
    const auto port_file = folder / "port";
    std::vector<std::string> words = {
        AIFACTORY_RELAY, "--listen",        "127.0.0.1:0", "--to", fmt::format("127.0.0.1:{}", cluster().port),
        "--port-file",   port_file.string()};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<char*> arguments;
    for (auto& word : words)
      arguments.push_back(word.data());
    arguments.push_back(nullptr);
    REQUIRE(::posix_spawn(&pid_, AIFACTORY_RELAY, nullptr, nullptr, arguments.data(), environ) == 0);
    for (int i = 0; i < 200 && port_ == 0; ++i) {
      std::this_thread::sleep_for(10ms);
      const auto text = read_file_if_any(port_file).value_or("");
      if (text.ends_with('\n')) port_ = static_cast<std::uint16_t>(std::stoi(text));
    }
    REQUIRE(port_ != 0);
  }
  ~Relay() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  std::uint16_t port() const { return port_; }
  void cut() const { ::kill(pid_, SIGUSR1); }

 private:
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

ssh::Target through(const Relay& relay) {
  auto target = target_of("alice", "alice");
  target.addresses.front().port = relay.port();
  // known_hosts knows the cluster's own ports only.
  const auto text = read_file(cluster().keys / "known_hosts");
  target.known_hosts = {std::filesystem::path{std::getenv("HOME")} / "known_hosts"};
  std::string ours;
  for (const std::string type : {"ed25519", "ecdsa", "rsa"})
    ours += fmt::format("[127.0.0.1]:{} {}", relay.port(),
                        read_file(cluster().root / ("etc/ssh/ssh_host_" + type + "_key.pub")));
  write_file(target.known_hosts.front(), ours);
  return target;
}

double seconds_of(const std::function<void()>& act) {
  const auto start = std::chrono::steady_clock::now();
  act();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("a dead peer is noticed in the time that was set, and the next command starts anew", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  Relay relay{folders.path(), {"--freeze-after-bytes", "12000"}};
  auto target = through(relay);
  target.keep_alive = 1s;
  target.dead_after = 3s;
  const auto host = ssh::make_host(target, person, ssh::Share::yes);
  CHECK(run(*host, {.script = "echo yes"}).out == "yes\n");
  Failure failure;
  const auto took = seconds_of(
      [&] { failure = failure_of([&] { run(*host, {.script = "cat", .input = std::string(100'000, 'x')}); }); });
  CHECK(failure.kind == ErrorKind::try_again);
  CHECK(took > 2);
  CHECK(took < 6);
  relay.cut();
  std::this_thread::sleep_for(500ms);  // for the relay to take notice, or it cuts the next one
  target.keep_alive = 10s;
  CHECK(run(*host, {.script = "echo again"}).out == "again\n");
  CHECK(ssh::close_connection(target));
}

TEST_CASE("a connection that breaks while somebody types is noticed with the answer", "[contract]") {
  class Slow final : public ssh::Person {
   public:
    explicit Slow(Relay& relay) : relay_(relay) {}
    Secret ask(std::string_view, Echo) override {
      relay_.cut();
      std::this_thread::sleep_for(300ms);
      return Secret{"an answer"};
    }
    bool confirm(std::string_view) override { return false; }
    void tell(std::string_view) override {}

   private:
    Relay& relay_;
  };
  const OwnFolders folders;
  Relay relay{folders.path(), {}};
  Slow person{relay};
  auto target = through(relay);
  target.user = "bob";
  target.identities.clear();
  const auto host = ssh::make_host(target, person, ssh::Share::yes);
  const auto failure = failure_of([&] { run(*host, {.script = "true"}); });
  CHECK(failure.kind == ErrorKind::unavailable);
  CHECK(failure.why.find("the connection broke") != std::string::npos);
}

TEST_CASE("a connection cut at a hundred places gives no wrong answer", "[contract][long]") {
  const OwnFolders folders;
  ScriptedPerson person;
  constexpr int rounds = 100;
  int right = 0;
  int lost = 0;
  for (int round = 0; round < rounds; ++round) {
    Relay relay{folders.path(), {"--cuts", "1", "--seed", std::to_string(round), "--span", "60000"}};
    const auto host = ssh::make_host(through(relay), person, ssh::Share::no);
    const auto number = std::to_string(round);
    const transport::Command command{.script = "cat; seq 1 2000; exit 7",
                                     .input = number + "\n",
                                     .repeat = transport::Repeat::safe,
                                     .time_limit = 20s};
    for (int i = 0; i < 3; ++i) {
      try {
        const auto output = run(*host, command);
        REQUIRE(output.ending.status == 7);
        REQUIRE(output.out.starts_with(number + "\n1\n2\n"));
        REQUIRE(output.out.ends_with("\n1999\n2000\n"));
        ++right;
      } catch (const Error& error) {
        const bool honest = error.kind() == ErrorKind::try_again || error.kind() == ErrorKind::unavailable ||
                            error.kind() == ErrorKind::not_permitted;  // cut while logging in
        REQUIRE(honest);
        ++lost;
      }
    }
    std::filesystem::remove(folders.path() / "port");
  }
  CAPTURE(right, lost);
  CHECK(right > 2 * rounds);
}
