// SPDX-License-Identifier: Apache-2.0
#include "transport/local/child.hpp"

#include "aifactory/base/error.hpp"

#include "transport/signal_names.hpp"
#include "transport/stream/socket.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;  // NOLINT: POSIX

namespace aifactory::transport {
namespace {

/// One argument of a program may have 128 KiB on Linux (MAX_ARG_STRLEN); longer scripts come through descriptor 3.
constexpr std::size_t longest_argument = 100'000;

struct FileCloser {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

/// A file without a name that holds the script, read from its start.
File file_with(std::string_view script) {
  File file{std::tmpfile()};
  const bool written = file && std::fwrite(script.data(), 1, script.size(), file.get()) == script.size() &&
                       std::fflush(file.get()) == 0 && std::fseek(file.get(), 0, SEEK_SET) == 0;
  if (!written) throw system_error("cannot store a script", errno);
  return file;
}

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  void give(int fd, int as) { ::posix_spawn_file_actions_adddup2(&actions_, fd, as); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_ = {};
};

/// Its own process group; no signal ignored or blocked, whatever this process does with its own.
class Attributes {
 public:
  Attributes() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_ = {};
};

pid_t spawn_shell(const FileActions& actions, std::string_view script, bool from_file) {
  std::string shell = "/bin/sh";
  std::string option = "-c";
  std::string starter = from_file ? "cd; set -- \"$(cat <&3)\"; exec 3<&-; eval \"set --\n$1\"" : "cd; eval \"$1\"";
  std::string zero = "sh";
  std::string one = from_file ? std::string{} : "set --\n" + std::string{script};
  std::array<char*, 6> arguments = {shell.data(), option.data(), starter.data(), zero.data(), one.data(), nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, shell.c_str(), actions.get(), Attributes{}.get(), arguments.data(), environ);
  if (error != 0) throw system_error("cannot start /bin/sh", error);
  return pid;
}

void make_nonblocking(const Child& child) {
  for (const int fd : {child.in.get(), child.out.get(), child.err.get()})
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
}

}  // namespace

Child start_child(std::string_view script) {
  auto [in_read, in_write] = make_pipe();
  auto [out_read, out_write] = make_pipe();
  auto [err_read, err_write] = make_pipe();
  FileActions actions;
  actions.give(in_read.get(), STDIN_FILENO);
  actions.give(out_write.get(), STDOUT_FILENO);
  actions.give(err_write.get(), STDERR_FILENO);
  const bool from_file = script.size() > longest_argument;
  File file;
  if (from_file) {
    file = file_with(script);
    actions.give(::fileno(file.get()), 3);
  }
  Child child;
  child.pid = spawn_shell(actions, script, from_file);
  child.in = std::move(in_write);
  child.out = std::move(out_read);
  child.err = std::move(err_read);
  make_nonblocking(child);
  return child;
}

std::optional<Ending> ending_of(pid_t pid) {
  int status = 0;
  const auto ended = ::waitpid(pid, &status, WNOHANG);
  if (ended == 0 || (ended < 0 && errno == EINTR)) return {};
  if (ended < 0) throw system_error("cannot wait for a program", errno);
  if (WIFSIGNALED(status)) return Ending{.status = 0, .signal = signal_name(WTERMSIG(status))};
  return Ending{.status = WEXITSTATUS(status), .signal = {}};
}

void end_child(pid_t pid, std::chrono::milliseconds grace) {
  constexpr auto step = std::chrono::milliseconds(5);
  ::kill(-pid, SIGHUP);
  for (auto waited = std::chrono::milliseconds(0); !ending_of(pid); waited += step) {
    if (waited >= grace) ::kill(-pid, SIGKILL);
    std::this_thread::sleep_for(step);
  }
  ::kill(-pid, SIGKILL);
}

}  // namespace aifactory::transport
