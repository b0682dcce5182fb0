// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/keeper.hpp"

#include "aifactory/base/error.hpp"

#include "transport/stream/socket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <exception>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <tuple>
#include <unistd.h>
#include <vector>

namespace aifactory::transport::ssh {
namespace {

/// Files made meanwhile are the owner's alone.
class OwnerOnly {
 public:
  OwnerOnly() : before_(::umask(0177)) {}
  ~OwnerOnly() { ::umask(before_); }
  OwnerOnly(const OwnerOnly&) = delete;
  OwnerOnly& operator=(const OwnerOnly&) = delete;

 private:
  mode_t before_;
};

std::vector<int> open_descriptors() {
#ifdef __linux__
  constexpr const char* list = "/proc/self/fd";
#else
  constexpr const char* list = "/dev/fd";
#endif
  std::vector<int> open;
  DIR* folder = ::opendir(list);
  if (folder == nullptr) return open;
  while (const auto* entry = ::readdir(folder))
    if (const int fd = std::atoi(entry->d_name); entry->d_name[0] != '.' && fd != ::dirfd(folder)) open.push_back(fd);
  ::closedir(folder);
  return open;
}

void let_go_of_everything_but(std::initializer_list<int> kept) {
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::dup2(nothing, standard);
  for (const int fd : open_descriptors())
    if (fd > STDERR_FILENO && std::ranges::find(kept, fd) == kept.end()) ::close(fd);
  [[maybe_unused]] const int ignored = ::chdir("/");
}

/// SIGTERM is waited for by a thread, which passes it on; every other signal that a terminal sends is ignored.
int stop_descriptor() {
  for (const int signal : {SIGINT, SIGHUP, SIGPIPE, SIGQUIT, SIGTSTP})
    std::signal(signal, SIG_IGN);
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  ::pthread_sigmask(SIG_SETMASK, &term, nullptr);
  auto [ours, theirs] = make_socket_pair();
  std::thread{[term, end = theirs.release()] {
    int signal = 0;
    ::sigwait(&term, &signal);
    ::close(end);
  }}.detach();
  return ours.release();
}

[[noreturn]] void keep(LoggedIn login, UniqueFd socket, const std::filesystem::path& path, LoopSettings settings) {
  let_go_of_everything_but({ssh_get_fd(login.session.get()), socket.get()});
  try {
    settings.stop_fd = stop_descriptor();
    Link link{std::move(login.session), std::move(login.first_channel)};
    Listener listener{std::move(socket), path};
    SessionLoop{link, listener, std::move(settings)}.run();
  } catch (const std::exception&) {
    ::_exit(1);  // there is nobody to tell; clients see the connection lost
  }
  ::_exit(0);
}

}  // namespace

UniqueFd listen_at(const std::filesystem::path& path) {
  constexpr int backlog = 256;
  const auto making = fmt::format("{}.{}", path.string(), ::getpid());
  const auto address = local_address(making);
  if (!address) throw Error{{.kind = ErrorKind::cannot_create, .what = "the path of a socket is too long: " + making}};
  auto socket = make_socket(AF_UNIX);
  prepare_socket(socket.get());
  ::unlink(making.c_str());
  const OwnerOnly scope;
  const bool made = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0 &&
                    ::listen(socket.get(), backlog) == 0 && ::rename(making.c_str(), path.c_str()) == 0;
  if (!made)
    throw Error{
        {.kind = ErrorKind::cannot_create,
         .what = "cannot make the socket " + path.string(),
         .why = std::system_category().message(errno),
         .hint = "make room there, choose another place with XDG_RUNTIME_DIR, or keep no connection: --no-share"}};
  return socket;
}

void leave_to_keeper(LoggedIn login, UniqueFd socket, const std::filesystem::path& path, LoopSettings settings) {
  const pid_t child = ::fork();
  if (child < 0) throw system_error("cannot start a process to keep the connection", errno, ErrorKind::try_again);
  if (child == 0) {
    // Twice, so that the keeper is nobody's child and can never get a terminal.
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    keep(std::move(login), std::move(socket), path, std::move(settings));
  }
  std::ignore = login.first_channel.release();  // goes with the session, without a word to the server
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
}

LoopSettings loop_settings(const Target& target, const std::string& address) {
  return {.site = target.site,
          .address = address,
          .limits = {.keep_alive = target.keep_alive, .dead_after = target.dead_after},
          .idle_end = target.idle_end,
          .stop_fd = -1};
}

}  // namespace aifactory::transport::ssh
