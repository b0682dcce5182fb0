// SPDX-License-Identifier: Apache-2.0
#include "transport/local/child_server.hpp"

#include "transport/signal_names.hpp"
#include "transport/stream/ending_text.hpp"
#include "transport/stream/inbox.hpp"
#include "transport/stream/outbox.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <poll.h>
#include <unistd.h>
#include <vector>

namespace aifactory::transport {
namespace {

constexpr std::size_t piece_size = std::size_t{64} << 10;
constexpr auto exit_check = std::chrono::milliseconds(10);
constexpr auto grace = std::chrono::seconds(1);

class ChildServer {
 public:
  ChildServer(Child child, UniqueFd socket) : child_(std::move(child)), socket_(std::move(socket)) {}

  void run() {
    while (!gone_ && !(ended_ && outbox_.empty())) {
      wait();
      outbox_.flush(socket_.get());
      take_frames();
      forward(child_.out, FrameKind::out);
      forward(child_.err, FrameKind::err);
      report_ending();
      gone_ = gone_ || outbox_.broken();
    }
  }

  /// After run(): nothing of the child is left when nobody waits for it any more.
  void finish() {
    if (!ended_) end_child(child_.pid, grace);
  }

 private:
  bool drained() const { return !child_.out && !child_.err; }
  bool input_waits() const { return pending_input_ && child_.in; }

  /// Once its output has ended, a child that goes on is looked after from time to time.
  void wait() {
    const auto on = [](bool wanted, int event) { return static_cast<short>(wanted ? event : 0); };
    const bool room = outbox_.empty();
    std::array<pollfd, 4> fds = {{
        {.fd = socket_.get(), .events = on(!inbox_.full(), POLLIN), .revents = 0},
        {.fd = input_waits() ? child_.in.get() : -1, .events = POLLOUT, .revents = 0},
        {.fd = room ? child_.out.get() : -1, .events = POLLIN, .revents = 0},
        {.fd = room ? child_.err.get() : -1, .events = POLLIN, .revents = 0},
    }};
    if (!room) fds[0].events = static_cast<short>(fds[0].events | POLLOUT);
    ::poll(fds.data(), fds.size(), drained() && !ended_ ? static_cast<int>(exit_check.count()) : -1);
    if ((fds[0].revents & (POLLHUP | POLLERR)) != 0) gone_ = true;
  }

  void take_frames() {
    if (!inbox_.full() && inbox_.fill(socket_.get()) == Inbox::Filled::gone) gone_ = true;
    pending_input_ = false;
    while (const auto piece = inbox_.next()) {
      const auto used = take(*piece);
      if (used < piece->bytes.size()) {
        pending_input_ = true;
        if (used > 0) inbox_.consume(used);
        return;
      }
      inbox_.consume(used);
    }
  }

  std::size_t take(const Inbox::Piece& piece) {
    if (piece.kind == FrameKind::input) return give_input(piece.bytes);
    if (piece.kind == FrameKind::input_end) child_.in.reset();
    if (piece.kind == FrameKind::signal && !ended_)
      if (const auto number = signal_number(piece.text())) ::kill(-child_.pid, *number);
    return piece.bytes.size();
  }

  /// A program that has closed its stdin swallows everything.
  std::size_t give_input(std::span<const std::byte> bytes) {
    if (!child_.in) return bytes.size();
    const auto written = ::write(child_.in.get(), bytes.data(), bytes.size());
    if (written >= 0) return static_cast<std::size_t>(written);
    if (errno == EAGAIN || errno == EINTR) return 0;
    child_.in.reset();
    return bytes.size();
  }

  void forward(UniqueFd& from, FrameKind kind) {
    if (!from || !outbox_.empty()) return;
    const auto size = ::read(from.get(), buffer_.data(), buffer_.size());
    if (size > 0) outbox_.put(socket_.get(), kind, std::span{buffer_}.first(static_cast<std::size_t>(size)));
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) from.reset();
  }

  void report_ending() {
    if (!drained() || ended_) return;
    const auto ending = ending_of(child_.pid);
    if (!ending) return;
    ended_ = true;
    outbox_.put(socket_.get(), FrameKind::ending, ending_text(*ending));
  }

  Child child_;
  UniqueFd socket_;
  Inbox inbox_;
  Outbox outbox_;
  std::vector<std::byte> buffer_ = std::vector<std::byte>(piece_size);
  bool pending_input_ = false;
  bool ended_ = false;
  bool gone_ = false;
};

/// Writing to a program that has gone must not end this one.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

void serve_child(Child child, UniqueFd socket) noexcept {
  block_signals();
  ChildServer server{std::move(child), std::move(socket)};
  try {
    server.run();
  } catch (const std::exception&) {
    // A broken frame or pipe: the other end sees the socket closed and says that the program was lost.
  }
  try {
    server.finish();
  } catch (const std::exception&) {
    // Somebody else has waited for the child already.
  }
}

}  // namespace aifactory::transport
