// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/interrupt.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"

#include <cerrno>
#include <csignal>
#include <functional>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace aifactory;
using namespace std::chrono_literals;

namespace {

bool is_readable(int fd) {
  pollfd waited = {.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&waited, 1, 0) == 1;
}

/// The wait status of a child that does this.
int status_of(const std::function<void()>& act) {
  const pid_t child = ::fork();
  if (child == 0) {
    act();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

}  // namespace

TEST_CASE("a signal becomes a flag, a readable descriptor and an Error") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const InterruptScope scope;
    CHECK_FALSE(interrupted());
    CHECK_FALSE(is_readable(interrupt_descriptor()));
    CHECK_NOTHROW(throw_if_interrupted());
    ::raise(signal);
    CHECK(interrupted());
    CHECK(is_readable(interrupt_descriptor()));
    try {
      interruptible_sleep(1h);
      FAIL("not interrupted");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::interrupted);
    }
  }
  CHECK_FALSE(interrupted());
  CHECK(interrupt_descriptor() == -1);
}

TEST_CASE("a signal wakes a sleeper") {
  const int status = status_of([] {
    const InterruptScope scope;
    ::alarm(5);  // ends the test if the sleeper does not wake
    const pid_t parent = ::getpid();
    if (::fork() == 0) {
      ::usleep(30'000);
      ::kill(parent, SIGTERM);
      ::_exit(0);
    }
    try {
      interruptible_sleep(1h);
    } catch (const Error&) {
      ::_exit(42);
    }
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 42);
}

TEST_CASE("the second signal ends the program at once") {
  const int status = status_of([] {
    const InterruptScope scope;
    ::raise(SIGINT);
    ::raise(SIGINT);
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 130);
}

TEST_CASE("a signal ignored from the start stays ignored") {
  const int status = status_of([] {
    ::signal(SIGINT, SIG_IGN);
    const InterruptScope scope;
    ::raise(SIGINT);
    ::_exit(interrupted() ? 1 : 0);
  });
  CHECK(status == 0);
}

TEST_CASE("a closed pipe is an error of write, not the end") {
  const int status = status_of([] {
    const InterruptScope scope;
    int ends[2] = {};
    if (::pipe(ends) != 0) ::_exit(1);
    ::close(ends[0]);
    ::_exit(::write(ends[1], "x", 1) == -1 && errno == EPIPE ? 0 : 2);
  });
  CHECK(status == 0);
}

TEST_CASE("sleeping lasts as long as asked") {
  const auto start = std::chrono::steady_clock::now();
  interruptible_sleep(30ms);
  interruptible_sleep(-5ms);
  const auto slept = std::chrono::steady_clock::now() - start;
  CHECK(slept >= 30ms);
  CHECK(slept < 5s);
}
