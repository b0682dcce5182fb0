// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/client_source.hpp"
#include "transport/ssh/connection.hpp"
#include "transport/ssh/keeper.hpp"
#include "transport/stream/socket.hpp"

#include <csignal>
#include <exception>
#include <optional>
#include <thread>

namespace aifactory::transport::ssh {
namespace {

/// A session, its loop, and the thread that the loop runs in. Ends when destroyed.
class LoopThread {
 public:
  LoopThread(LoggedIn login, LoopSettings settings) {
    auto [ours, theirs] = make_socket_pair();
    ours_ = std::move(ours);
    thread_ =
        std::thread{[login = std::move(login), end = std::move(theirs), loop_settings = std::move(settings)]() mutable {
          run(std::move(login), std::move(end), std::move(loop_settings));
        }};
  }
  ~LoopThread() {
    ours_.reset();
    thread_.join();
  }
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;

  /// Empty when the loop has ended.
  UniqueFd open_client() {
    auto [ours, theirs] = make_socket_pair();
    if (!hand_over(ours_.get(), std::move(theirs))) return {};
    return std::move(ours);
  }

 private:
  static void run(LoggedIn login, UniqueFd end, LoopSettings settings) noexcept {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    try {
      Link link{std::move(login.session), std::move(login.first_channel)};
      Handoff clients{std::move(end)};
      SessionLoop{link, clients, std::move(settings)}.run();
    } catch (const std::exception&) {
      // The clients see their streams end and say that the connection was lost.
    }
  }

  UniqueFd ours_;
  std::thread thread_;
};

class OwnConnection final : public Connection {
 public:
  OwnConnection(const Target& target, Person& person, Methods methods)
      : target_(target), person_(person), methods_(methods) {}

  UniqueFd open_client() override {
    if (loop_)
      if (auto client = loop_->open_client()) return client;
    loop_.reset();
    auto login = log_in(target_, person_, methods_);
    auto settings = loop_settings(target_, login.address);
    settings.idle_end.reset();
    loop_.emplace(std::move(login), std::move(settings));
    return loop_->open_client();
  }

 private:
  const Target& target_;
  Person& person_;
  Methods methods_;
  std::optional<LoopThread> loop_;
};

}  // namespace

std::unique_ptr<Connection> make_own_connection(const Target& target, Person& person, Methods methods) {
  return std::make_unique<OwnConnection>(target, person, methods);
}

}  // namespace aifactory::transport::ssh
