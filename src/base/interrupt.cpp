// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/interrupt.hpp"

#include "aifactory/base/error.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace aifactory {
namespace {

constexpr std::array<int, 2> ending_signals = {SIGINT, SIGTERM};

/// A signal handler can reach nothing but globals.
struct SignalState {
  std::atomic<bool> came = false;
  std::atomic<int> read_end = -1;
  std::atomic<int> write_end = -1;
  std::array<struct sigaction, ending_signals.size()> before = {};
  struct sigaction pipe_before = {};
};
SignalState state;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void on_signal(int) {
  if (state.came.exchange(true)) _exit(130);
  const int saved = errno;
  [[maybe_unused]] const auto written = ::write(state.write_end, "!", 1);
  errno = saved;
}

void open_pipe() {
  std::array<int, 2> ends = {};
  if (::pipe(ends.data()) != 0) throw system_error("cannot make a pipe for signals", errno);
  for (const int end : ends) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
  state.read_end = ends[0];
  state.write_end = ends[1];
}

/// What was ignored from the start (nohup, a shell's background job) stays so.
void install(int signal, struct sigaction& before) {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, nullptr, &before);
  if (before.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr);
}

}  // namespace

InterruptScope::InterruptScope() {
  open_pipe();
  state.came = false;
  for (std::size_t i = 0; i < ending_signals.size(); ++i)
    install(ending_signals[i], state.before[i]);
  struct sigaction ignore = {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &state.pipe_before);
}

InterruptScope::~InterruptScope() {
  for (std::size_t i = 0; i < ending_signals.size(); ++i)
    ::sigaction(ending_signals[i], &state.before[i], nullptr);
  ::sigaction(SIGPIPE, &state.pipe_before, nullptr);
  ::close(state.read_end.exchange(-1));
  ::close(state.write_end.exchange(-1));
  state.came = false;
}

bool interrupted() noexcept {
  return state.came;
}

void throw_if_interrupted() {
  if (interrupted()) throw Error{{.kind = ErrorKind::interrupted, .what = "interrupted"}};
}

int interrupt_descriptor() noexcept {
  return state.read_end;
}

void interruptible_sleep(std::chrono::milliseconds duration) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds longest_poll = std::chrono::hours(1);
  const auto start = Clock::now();
  for (;;) {
    throw_if_interrupted();
    const auto left = duration - std::chrono::floor<std::chrono::milliseconds>(Clock::now() - start);
    if (left.count() <= 0) return;
    pollfd signal_pipe = {.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0};
    ::poll(&signal_pipe, 1, static_cast<int>(std::min(left, longest_poll).count()));
  }
}

}  // namespace aifactory
