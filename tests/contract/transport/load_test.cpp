// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/digest.hpp"

#include "backends.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <span>
#include <thread>
#include <vector>

using namespace aifactory;
using namespace aifactory::contract;
using transport::run;

namespace {

constexpr std::size_t gibibyte = std::size_t{1} << 30;
constexpr auto minutes = std::chrono::minutes(3);
constexpr const char* fast_backends[] = {"local", "ssh without keeper", "ssh with keeper"};

/// The same on every machine, and no two blocks of it alike.
const std::string stream = "seq 100000000 210000000 | head -c 1073741824";

void check_down(transport::Host& host) {
  Sha256 hash;
  std::size_t size = 0;
  const auto take = [&](std::string_view bytes) {
    hash.update(bytes);
    size += bytes.size();
  };
  const auto ending =
      transport::run_streaming(host, {.script = stream, .time_limit = minutes}, take, [](std::string_view) {});
  CHECK(ending.ok());
  CHECK(size == gibibyte);
  CHECK(hash.hex() == run_here(stream + " | sha256sum | cut -d' ' -f1"));
}

void check_up(transport::Host& host) {
  std::string bytes(gibibyte, '\0');
  std::uint64_t state = 88172645463325252u;
  for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    std::memcpy(bytes.data() + i, &state, 8);
  }
  const auto wanted = sha256_hex(bytes);
  const auto output = run(host, {.script = "sha256sum", .input = std::move(bytes), .time_limit = minutes});
  CHECK(output.out.substr(0, 64) == wanted);
}

/// dropbear 2022.83 ends the whole connection (an assertion of its own fails) when stdin arrives for one of many
/// programs that has just ended.
constexpr int callers_of_dropbear = 10;

struct Answers {
  int right = 0;
  int lost = 0;  ///< told that the connection broke
};

/// Many callers, each with a program of its own at the same time.
Answers ask_many(transport::Host& host, int callers) {
  CHECK(run(host, {.script = "echo first"}).out == "first\n");  // the keeper starts before the threads, see keeper_test
  std::atomic<int> right = 0, lost = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i)
    threads.emplace_back([&host, &right, &lost, i] {
      const auto number = std::to_string(i);
      try {
        const auto output = run(host, {.script = "read x; echo $x; exit " + std::to_string(i % 100),
                                       .input = number + "\n",
                                       .time_limit = minutes});
        if (output.out == number + "\n" && output.ending.status == i % 100) ++right;
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::try_again) ++lost;
      }
    });
  for (auto& thread : threads)
    thread.join();
  return {.right = right, .lost = lost};
}

void check_many(transport::Host& host, int callers) {
  CHECK(ask_many(host, callers).right == callers);
}

/// Nobody gets a wrong answer, and in the end all get the right one.
void check_many_of_dropbear(transport::Host& host) {
  Answers answers;
  for (int attempt = 0; attempt < 5 && answers.right != callers_of_dropbear; ++attempt) {
    answers = ask_many(host, callers_of_dropbear);
    CHECK(answers.right + answers.lost == callers_of_dropbear);
  }
  CHECK(answers.right == callers_of_dropbear);
}

/// One who stops reading holds back his own program and nobody else.
void check_stalled(transport::Host& host) {
  auto stalled = host.start("cat /dev/zero");
  auto unread = host.start("head -c 50000000 /dev/zero | tr '\\0' x");
  std::this_thread::sleep_for(std::chrono::seconds(1));
  for (int i = 0; i < 20; ++i)
    CHECK(run(host, {.script = "echo fine"}).out == "fine\n");
  std::vector<std::byte> buffer(1 << 16);
  std::size_t size = 0;
  while (true) {
    const auto arrival = unread->read(buffer);
    if (arrival.kind == transport::Arrival::Kind::end) break;
    const std::span part(buffer.data(), arrival.size);
    REQUIRE(std::ranges::all_of(part, [](std::byte byte) { return byte == std::byte{'x'}; }));
    size += arrival.size;
    if (arrival.kind != transport::Arrival::Kind::nothing_yet) continue;
    auto waiting = unread->poll_for();
    ::poll(&waiting, 1, 10'000);
  }
  CHECK(size == 50'000'000);
  CHECK(unread->ending().ok());
}

}  // namespace

TEST_CASE("a gibibyte each way arrives whole", "[contract][long]") {
  for (const std::string kind : fast_backends) {
    DYNAMIC_SECTION(kind) {
      Backend backend{kind};
      check_down(backend.host());
      check_up(backend.host());
    }
  }
}

TEST_CASE("two hundred short programs at once, and readers that stop reading", "[contract]") {
  for (const std::string kind : backends) {
    DYNAMIC_SECTION(kind) {
      Backend backend{kind};
      if (kind == "dropbear")
        check_many_of_dropbear(backend.host());
      else
        check_many(backend.host(), 200);
      check_stalled(backend.host());
    }
  }
}
