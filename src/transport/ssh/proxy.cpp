// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/proxy.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transport/stream/socket.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT: POSIX

namespace aifactory::transport::ssh {
namespace {

/// A file without a name, open for both of us.
UniqueFd nameless_file() {
  std::FILE* file = std::tmpfile();
  if (file == nullptr) throw system_error("cannot make a temporary file", errno);
  UniqueFd copy{::fcntl(::fileno(file), F_DUPFD_CLOEXEC, 0)};
  std::fclose(file);
  return copy;
}

/// Ctrl-C and a closed terminal are for the command that uses the connection, not for the connection. The shell in
/// between ends at once, so that nobody has to wait for the proxy, and says its number on descriptor 4; a background
/// job's stdin has to be given to it.
std::string detached(const std::string& command) {
  return "exec 3<&0; trap '' INT HUP; { exec <&3 3<&- 4>&-; exec " + command + "\n} & echo $! >&4";
}

pid_t read_number(int fd) {
  std::array<char, 32> text = {};
  const auto size = ::read(fd, text.data(), text.size() - 1);
  return size > 0 ? static_cast<pid_t>(std::atol(text.data())) : -1;
}

/// Children first: ssh with several jumps has started a further one. Where the system does not tell them, without.
void end_with_children(pid_t pid) {
  std::ifstream children{fmt::format("/proc/{0}/task/{0}/children", pid)};
  for (pid_t child = 0; children >> child;)
    end_with_children(child);
  ::kill(pid, SIGTERM);
}

}  // namespace

Proxy::Proxy(const std::string& command) {
  auto [ours, theirs] = make_socket_pair();
  ::fcntl(theirs.get(), F_SETFL, 0);
  said_ = nameless_file();
  auto [number, number_writer] = make_pipe();
  std::string shell = "/bin/sh";
  std::string option = "-c";
  std::string text = detached(command);
  std::array<char*, 4> arguments = {shell.data(), option.data(), text.data(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, said_.get(), STDERR_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, number_writer.get(), 4);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, shell.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw system_error("cannot start the proxy command", error);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  number_writer.reset();
  pid_ = read_number(number.get());
  socket_ = std::move(ours);
}

/// Nobody waits for it, so its number may by now be that of a stranger; but hardly of one in our group.
Proxy::~Proxy() {
  if (pid_ > 0 && ::getpgid(pid_) == ::getpgrp()) end_with_children(pid_);
}

std::string Proxy::said() const {
  constexpr std::size_t most = 2000;
  std::string text(most, '\0');
  const auto size = ::pread(said_.get(), text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  std::erase(text, '\r');  // ssh ends its lines with both
  return printable(trim(text), Lines::keep);
}

}  // namespace aifactory::transport::ssh
