// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/secret_source.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/interrupt.hpp"

#include "transport/stream/socket.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT: POSIX

namespace aifactory::transport::ssh {
namespace {

constexpr std::size_t longest_secret = 64 << 10;

/// The command as a child that writes into a pipe; it stays in our process group, since it may want the terminal.
class SecretChild {
 public:
  explicit SecretChild(const std::string& command) {
    auto [ours, theirs] = make_pipe();
    out_ = std::move(ours);
    spawn(command, theirs.get());
  }
  ~SecretChild() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    wait();
  }
  SecretChild(const SecretChild&) = delete;
  SecretChild& operator=(const SecretChild&) = delete;

  std::string read_all() {
    std::string text;
    std::array<char, 4096> piece;
    while (text.size() < longest_secret) {
      std::array<pollfd, 2> fds = {{{.fd = out_.get(), .events = POLLIN, .revents = 0},
                                    {.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0}}};
      ::poll(fds.data(), fds.size(), -1);
      throw_if_interrupted();
      const auto size = ::read(out_.get(), piece.data(), piece.size());
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) break;
      text.append(piece.data(), static_cast<std::size_t>(size));
    }
    out_.reset();  // who goes on printing is not waited for
    return text;
  }

  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  void spawn(std::string command, int out) {
    std::string shell = "/bin/sh";
    std::string option = "-c";
    std::array<char*, 4> arguments = {shell.data(), option.data(), command.data(), nullptr};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    const int error = ::posix_spawn(&pid_, shell.c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw system_error("cannot start /bin/sh", error);
  }

  UniqueFd out_;
  pid_t pid_ = -1;
};

[[noreturn]] void no_secret(std::string_view purpose, std::string why) {
  throw Error{{.kind = ErrorKind::not_permitted,
               .what = fmt::format("the command for {} gave none", purpose),
               .why = std::move(why),
               .hint = "run the command of your configuration by hand to see what it says"}};
}

}  // namespace

Secret run_secret_command(const SecretCommand& command, std::string_view purpose) {
  SecretChild child{command.command};
  const Secret all{child.read_all()};
  if (const int status = child.wait(); status != 0) no_secret(purpose, fmt::format("it ended with status {}", status));
  const auto& text = all.reveal();
  Secret line{text.substr(0, text.find_first_of("\r\n"))};
  if (line.empty()) no_secret(purpose, "its first line is empty");
  return line;
}

}  // namespace aifactory::transport::ssh
