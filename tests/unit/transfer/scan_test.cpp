// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/tree.hpp"

#include "support/catch.hpp"
#include "unit/transfer/trees.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::transfer;
using aifactory::test::write;

namespace {

struct Bench {
  TemporaryDirectory folder;
  fs::path root = folder.path() / "tree";
  Bench() {
    fs::create_directories(root / "d/sub");
    fs::create_directories(root / "empty");
    write(root / "d/sub/f.txt", "content");
    write(root / "d/x.tmp", "");
    write(root / "d-file", "before d/");
    fs::create_symlink("d/sub", root / "link");
  }
  std::string paths(const ScanOptions& options = {}) const {
    std::string all;
    for (const auto& entry : scan(root, options))
      all += entry.path + " ";
    return all;
  }
  Failure failure(const ScanOptions& options = {}) const {
    try {
      scan(root, options);
    } catch (const Error& error) {
      return error.failure();
    }
    FAIL("nothing was said");
    return {};
  }
};

}  // namespace

TEST_CASE("a scan is sorted by path and knows kinds, sizes, modes and times") {
  Bench bench;
  CHECK(bench.paths() == "d d-file d/sub d/sub/f.txt d/x.tmp empty link ");
  fs::permissions(bench.root / "d/sub/f.txt", fs::perms(04751));
  const auto entries = scan(bench.root, {});
  CHECK(entries[0].kind == EntryKind::directory);
  CHECK(entries[0].size == 0);
  CHECK(entries[3].kind == EntryKind::file);
  CHECK(entries[3].size == 7);
  CHECK(entries[3].mode == 04751);
  struct stat info {};
  stat((bench.root / "d/sub/f.txt").c_str(), &info);
  CHECK(entries[3].modified_ns == info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec);
  CHECK(entries[6].kind == EntryKind::symlink);
  CHECK(entries[6].target == "d/sub");
}

TEST_CASE("patterns leave out, and take back in") {
  Bench bench;
  CHECK(bench.paths({.exclude = {"*.tmp"}}) == "d d-file d/sub d/sub/f.txt empty link ");
  CHECK(bench.paths({.exclude = {"d/"}}) == "d-file empty link ");
  CHECK(bench.paths({.exclude = {"*.t*"}, .include = {"*.txt"}}) == "d d-file d/sub d/sub/f.txt empty link ");
}

TEST_CASE("symlinks are kept, skipped or followed, and circles end") {
  Bench bench;
  CHECK(bench.paths({.links = Links::skip}) == "d d-file d/sub d/sub/f.txt d/x.tmp empty ");
  fs::create_directory_symlink("..", bench.root / "d/up");
  const auto followed = bench.paths({.links = Links::follow});
  CHECK(followed.find("f.txt") != std::string::npos);
  CHECK(followed.find("up/d/up") == std::string::npos);
  fs::create_symlink("nowhere", bench.root / "dangling");
  CHECK(bench.paths().find("dangling") != std::string::npos);
  CHECK(bench.failure({.links = Links::follow}).kind == ErrorKind::no_input);
}

TEST_CASE("only what is named is taken, with the folders above it") {
  Bench bench;
  CHECK(bench.paths({.only = {{"d/sub/f.txt", "gone"}}}) == "d d/sub d/sub/f.txt ");
  CHECK(bench.paths({.only = {std::vector<std::string>{}}}).empty());
  CHECK(bench.failure({.only = {{"../tree/d-file"}}}).kind == ErrorKind::bad_input);
}

TEST_CASE("unfinished transfers are no part of a tree") {
  Bench bench;
  write(bench.root / "d/f.aifactory-part", "half");
  CHECK(bench.paths() == "d d-file d/sub d/sub/f.txt d/x.tmp empty link ");
  std::vector<std::string> told;
  const auto tell = [&](const std::string& path) { told.push_back(path); };
  scan(bench.root, {.unfinished = tell});
  CHECK(told == std::vector<std::string>{"d/f.aifactory-part"});
  scan(bench.root, {.exclude = {"*.aifactory-part"}, .unfinished = tell});
  CHECK(told.size() == 1);
}

TEST_CASE("sockets, devices and pipes are refused by name") {
  Bench bench;
  mkfifo((bench.root / "d/pi\npe").c_str(), 0600);
  const auto failure = bench.failure();
  CHECK(failure.kind == ErrorKind::bad_input);
  CHECK(failure.why == printable("d/pi\npe"));
  CHECK(bench.paths({.exclude = {"pi*"}}).find("pi") == std::string::npos);
  for (int i = 0; i < 30; ++i)
    mkfifo((bench.root / ("pipe" + std::to_string(i))).c_str(), 0600);
  CHECK(bench.failure().why.ends_with("and more"));
}

TEST_CASE("what may not be read is refused by name") {
  if (geteuid() == 0) return;  // root may read everything
  Bench bench;
  fs::permissions(bench.root / "d-file", fs::perms::none);
  CHECK(bench.failure().kind == ErrorKind::not_permitted);
  CHECK(bench.failure().why == "d-file");
}

TEST_CASE("a root that is a file, missing, or something else") {
  Bench bench;
  const auto one = scan(bench.root / "d-file", {});
  REQUIRE(one.size() == 1);
  CHECK(one[0].path == "d-file");
  bench.root = "/no/such/thing";
  CHECK(bench.failure().kind == ErrorKind::no_input);
  bench.root = "/dev/null";
  CHECK(bench.failure().kind == ErrorKind::bad_input);
}

TEST_CASE("a very deep tree is walked") {
  Bench bench;
  fs::path deep = bench.root / "deep";
  std::size_t levels = 0;
  for (; deep.string().size() < 3000; deep /= "folder", ++levels)
    fs::create_directory(deep);
  CHECK(scan(bench.root, {}).size() == 7 + levels);
}
