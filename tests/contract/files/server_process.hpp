// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/transport/channel.hpp"

#include <cerrno>
#include <csignal>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace aifactory::test {

/// A program with its stdin and stdout on a socket pair, as a Channel: enough to speak to the real sftp-server.
class ServerProcess final : public transport::Channel {
 public:
  explicit ServerProcess(std::vector<std::string> arguments) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) throw std::runtime_error("no socket pair");
    socket_.reset(pair[0]);
    const UniqueFd theirs(pair[1]);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, theirs.get(), 0);
    posix_spawn_file_actions_adddup2(&files, theirs.get(), 1);
    std::vector<char*> words;
    for (auto& argument : arguments)
      words.push_back(argument.data());
    words.push_back(nullptr);
    const int error = posix_spawn(&child_, words[0], &files, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw std::runtime_error("cannot start " + arguments[0]);
  }
  ~ServerProcess() override {
    socket_.reset();
    kill(child_, SIGKILL);
    if (!reaped_) waitpid(child_, nullptr, 0);
  }

  std::size_t write(std::span<const std::byte> bytes) override {
    const auto sent = send(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return bytes.size();  // nobody reads any more
    const auto taken = sent < 0 ? 0 : static_cast<std::size_t>(sent);
    stuck_ = taken < bytes.size();
    return taken;
  }
  void finish_writing() override { shutdown(socket_.get(), SHUT_WR); }
  transport::Arrival read(std::span<std::byte> into) override {
    using Kind = transport::Arrival::Kind;
    const auto size = recv(socket_.get(), into.data(), into.size(), MSG_DONTWAIT);
    if (size > 0) return {Kind::out, static_cast<std::size_t>(size)};
    if (size < 0 && errno == EAGAIN) return {Kind::nothing_yet, 0};
    if (!reaped_) waitpid(child_, &status_, 0);
    reaped_ = true;
    ending_.status = WIFEXITED(status_) ? WEXITSTATUS(status_) : 1;
    return {Kind::end, 0};
  }
  const transport::Ending& ending() const override { return ending_; }
  void send_signal(std::string_view) override { kill(child_, SIGTERM); }
  pollfd poll_for() const override {
    return {.fd = socket_.get(), .events = static_cast<short>(POLLIN | (stuck_ ? POLLOUT : 0)), .revents = 0};
  }

  void kill_now() { kill(child_, SIGKILL); }

 private:
  UniqueFd socket_;
  pid_t child_ = -1;
  bool stuck_ = false;
  bool reaped_ = false;
  int status_ = 0;
  transport::Ending ending_;
};

/// Where Debian and its relatives, Fedora, and Arch put it.
inline std::string sftp_server_program() {
  for (const char* path : {"/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server",
                           "/usr/lib/ssh/sftp-server", "/usr/libexec/sftp-server"})
    if (access(path, X_OK) == 0) return path;
  throw std::runtime_error("sftp-server is not installed (Debian: openssh-sftp-server)");
}

}  // namespace aifactory::test
