// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/files.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"
#include "support/failure_of.hpp"

#include <fcntl.h>
#include <functional>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace aifactory;
using namespace std::string_literals;
using aifactory::test::kind_of;
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const fs::path& path) {
  struct stat facts = {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts.st_mode & 07777u;
}

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a file is written whole and read whole") {
  const TemporaryDirectory folder;
  const fs::path path = folder.path() / "state";
  for (const std::string& content : {""s, "a\0b\xff\r\n"s, std::string(3'000'001, 'x')}) {
    write_file(path, content);
    CHECK(read_file(path) == content);
    CHECK(entries_in(folder.path()) == 1);
  }
  write_file(folder.path() / "secret", "x", 0600);
  CHECK(mode_of(folder.path() / "secret") == 0600);
}

TEST_CASE("reading says why it failed") {
  const TemporaryDirectory folder;
  const fs::path path = folder.path() / "f";
  CHECK(kind_of([&] { read_file(path); }) == ErrorKind::no_input);
  CHECK_FALSE(read_file_if_any(path));
  write_file(path, "12345");
  CHECK(read_file(path, 5) == "12345");
  CHECK(kind_of([&] { read_file(path, 4); }) == ErrorKind::bad_input);
  CHECK(kind_of([&] { read_file(path / "below"); }) == ErrorKind::no_input);
  CHECK(kind_of([&] { read_file_if_any(folder.path()); }) == ErrorKind::io);
  CHECK(kind_of([&] { read_file("/dev/zero", 1000); }) == ErrorKind::bad_input);
  if (::geteuid() == 0) return;  // root may read everything
  ::chmod(path.c_str(), 0);
  CHECK(kind_of([&] { read_file_if_any(path); }) == ErrorKind::not_permitted);
}

TEST_CASE("messages show hostile names harmlessly") {
  try {
    read_file("/nowhere/\x1b[31mred\n");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.failure().what == "cannot read '/nowhere/\\x1b[31mred\\n'");
    CHECK(error.failure().why == "No such file or directory");
  }
}

TEST_CASE("writing replaces what a link points to and keeps the link") {
  const TemporaryDirectory folder;
  fs::create_directory(folder.path() / "dotfiles");
  const fs::path real = folder.path() / "dotfiles/config", link = folder.path() / "config";
  write_file(real, "old");
  fs::create_symlink("dotfiles/config", link);
  write_file(link, "new");
  CHECK(fs::is_symlink(link));
  CHECK(read_file(real) == "new");
}

TEST_CASE("a failed write leaves the old file and no debris") {
  const TemporaryDirectory folder;
  CHECK(kind_of([&] { write_file(folder.path() / "no/such", "x"); }) == ErrorKind::cannot_create);
  const fs::path occupied = folder.path() / "folder";
  fs::create_directories(occupied / "full");
  CHECK(kind_of([&] { write_file(occupied, "x"); }) == ErrorKind::cannot_create);
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("a name as long as the file system allows can be written") {
  const TemporaryDirectory folder;
  const fs::path path = folder.path() / std::string(255, 'n');
  write_file(path, "x");
  CHECK(read_file(path) == "x");
}

TEST_CASE("private folders are made with parents and refused when open") {
  const TemporaryDirectory folder;
  const fs::path path = folder.path() / "a/b/c";
  make_private_directory(path);
  make_private_directory(path);
  make_private_directory(path / "");
  CHECK(mode_of(path) == 0700);

  ::chmod(path.c_str(), 0750);
  CHECK(kind_of([&] { make_private_directory(path); }) == ErrorKind::not_permitted);
  write_file(folder.path() / "file", "");
  CHECK(kind_of([&] { make_private_directory(folder.path() / "file"); }) == ErrorKind::cannot_create);
  CHECK(kind_of([&] { make_private_directory(folder.path() / "file/x"); }) == ErrorKind::cannot_create);
  CHECK(kind_of([&] { make_private_directory("/proc/nothing"); }) == ErrorKind::cannot_create);
  try {
    make_private_directory("/proc/nothing");
  } catch (const Error& error) {
    CHECK(error.failure().hint.find("XDG_STATE_HOME") != std::string::npos);
  }
  CHECK(kind_of([&] { make_private_directory(""); }) == ErrorKind::cannot_create);
  fs::create_symlink("/", folder.path() / "trap");
  const ErrorKind trapped = kind_of([&] { make_private_directory(folder.path() / "trap"); });
  CHECK(trapped == ErrorKind::not_permitted);
}

TEST_CASE("user folders follow the XDG variables, absolute ones only") {
  ::setenv("HOME", "/home/ada", 1);
  ::setenv("XDG_CONFIG_HOME", "/conf", 1);
  ::setenv("XDG_STATE_HOME", "relative", 1);
  ::setenv("XDG_CACHE_HOME", "", 1);
  ::unsetenv("XDG_DATA_HOME");
  ::unsetenv("XDG_RUNTIME_DIR");
  const Directories directories = user_directories();
  CHECK(directories.home == "/home/ada");
  CHECK(directories.config == "/conf/aifactory");
  CHECK(directories.state == "/home/ada/.local/state/aifactory");
  CHECK(directories.cache == "/home/ada/.cache/aifactory");
  CHECK(directories.data == "/home/ada/.local/share/aifactory");
  CHECK(directories.runtime == "/tmp/aifactory-" + std::to_string(::getuid()));
  ::setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
  CHECK(user_directories().runtime == "/run/user/7/aifactory");
  ::unsetenv("HOME");
  CHECK(user_directories().home.is_absolute());
}

TEST_CASE("a lock keeps another process out until it is gone") {
  const TemporaryDirectory folder;
  const fs::path path = folder.path() / "lock";
  int go[2] = {}, done[2] = {};
  REQUIRE((::pipe(go) == 0 && ::pipe(done) == 0));
  const pid_t child = ::fork();  // before the lock is taken: a forked lock would be the same lock
  char byte = 0;
  if (child == 0) {
    ::alarm(20);
    if (::read(go[0], &byte, 1) != 1) ::_exit(2);
    const FileLock second(path);
    ::_exit(::write(done[1], "x", 1) == 1 ? 0 : 1);
  }
  auto lock = std::make_unique<FileLock>(path);
  CHECK(mode_of(path) == 0600);
  REQUIRE(::write(go[1], "x", 1) == 1);
  ::fcntl(done[0], F_SETFL, O_NONBLOCK);
  ::usleep(50'000);
  CHECK(::read(done[0], &byte, 1) == -1);
  lock.reset();
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(::read(done[0], &byte, 1) == 1);
  CHECK(kind_of([&] { FileLock(folder.path() / "no/lock"); }) == ErrorKind::cannot_create);
}

TEST_CASE("who waits long for a lock is told once") {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "lock";
  auto first = std::make_unique<FileLock>(path);
  int told = 0;
  const FileLock second(path, [&] {
    ++told;
    first.reset();
  });
  CHECK(told == 1);
}

TEST_CASE("a temporary folder goes with everything in it") {
  fs::path path, target;
  const TemporaryDirectory other;
  write_file(other.path() / "kept", "x");
  {
    const TemporaryDirectory folder;
    path = folder.path();
    CHECK(mode_of(path) == 0700);
    fs::create_directories(path / "a/b");
    write_file(path / "a/b/file", "x");
    fs::create_directory_symlink(other.path(), path / "a/link");
    ::chmod((path / "a/b").c_str(), 0);
    ::chmod((path / "a").c_str(), 0500);
  }
  CHECK_FALSE(fs::exists(path));
  CHECK(fs::exists(other.path() / "kept"));
}

TEST_CASE("UniqueFd closes once and moves") {
  UniqueFd first(::open("/dev/null", O_RDONLY));
  const int fd = first.get();
  UniqueFd second(std::move(first));
  CHECK_FALSE(first);
  CHECK(second.get() == fd);
  auto& itself = second;
  second = std::move(itself);
  CHECK(second.get() == fd);
  second.reset();
  CHECK(::fcntl(fd, F_GETFD) == -1);
}
