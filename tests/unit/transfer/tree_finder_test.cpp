// SPDX-License-Identifier: Apache-2.0
#include "transfer/tree_finder.hpp"

#include "support/catch.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

#include <map>
#include <sys/stat.h>

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::test;
using namespace aifactory::transfer;

namespace {

using Seen = std::map<std::string, transport::FileAttributes>;

bool is_entered(const std::string& path) {
  return path != "left out";
}

struct Bench {
  TemporaryDirectory folder;
  fs::path root = folder.path() / "it's there";
  TestHost host{TestHost::Files::sftp};
  Seen seen;
  bool found = false;

  Bench() { fs::create_directory(root); }

  void find() {
    TreeFinder finder(host, root.string(), [&](const std::string& path, const transport::FileAttributes& attributes) {
      CHECK(seen.emplace(path, attributes).second);
      return is_entered(path);
    });
    finder.start();
    for (finder.serve(); finder.poll_for().fd >= 0; finder.serve()) {
      auto wait = finder.poll_for();
      REQUIRE(::poll(&wait, 1, 10'000) > 0);
    }
    found = finder.found();
  }

  Seen listed() {
    Seen by_files;
    Lanes lanes(host, 1, {});
    TreeLister lister(lanes.first(), root.string(), [&](const std::string& path, const auto& attributes) {
      by_files.emplace(path, attributes);
      return is_entered(path);
    });
    lister.start();
    lister.wait(lanes);
    return by_files;
  }
};

}  // namespace

TEST_CASE("find(1) tells the same of a folder as its files do") {
  Bench bench;
  const auto& root = bench.root;
  fs::create_directories(root / "sub/deeper");
  fs::create_directories(root / "left out/inner");
  fs::create_directory(root / "left outside");
  for (const auto* name :
       {"-name", "two\nlines", "\xff\xfe", "sub/ blank ", "sub/deeper/x", "left out/y", "left outside/z"})
    write(root / name, noise(10));
  write(root / "empty", "");
  fs::create_symlink("nowhere", root / "link");
  REQUIRE(::mkfifo((root / "pipe").c_str(), 0600) == 0);
  fs::permissions(root / "-name", fs::perms{0751});
  bench.find();
  CHECK(bench.found);
  const auto listed = bench.listed();
  REQUIRE(bench.seen.size() == listed.size());
  for (const auto& [path, attributes] : listed) {
    INFO(path);
    REQUIRE(bench.seen.count(path) == 1);
    const auto& told = bench.seen[path];
    CHECK(told.modified == attributes.modified);
    CHECK(told.is_directory() == attributes.is_directory());
    CHECK(told.is_symlink() == attributes.is_symlink());
    CHECK(told.is_regular() == attributes.is_regular());
    if (!told.is_regular()) continue;
    CHECK(told.size == attributes.size);
    CHECK(told.mode == attributes.mode);
  }
}

TEST_CASE("find(1) is not believed where it does not tell all") {
  Bench bench;
  write(bench.root / "a", "a");
  SECTION("there is nothing") {
    fs::remove_all(bench.root);
  }
  SECTION("it dies in the middle") {
    bench.host.preamble = "find() { printf 'f 600 1 1.0 a\\0'; return 1; }\n";
  }
  SECTION("it is another one") {
    bench.host.preamble = "find() { echo unknown predicate; return 1; }\n";
  }
  SECTION("a name leads out") {
    bench.host.preamble = "find() { printf 'f 600 1 1.0 ../a\\0'; }\n";
  }
  SECTION("a name is empty") {
    bench.host.preamble = "find() { printf 'f 600 1 1.0 \\0'; }\n";
  }
  SECTION("a line makes no sense") {
    bench.host.preamble = "find() { printf 'f rwx - yesterday a\\0'; }\n";
  }
  SECTION("the login shell ends first") {
    bench.host.preamble = "exit 1\n";
  }
  bench.find();
  CHECK_FALSE(bench.found);
}

TEST_CASE("what a login shell prints before is not taken for names") {
  Bench bench;
  write(bench.root / "a", "a");
  bench.host.preamble = "echo 'f 600 1 1.0 module load'\nprintf '\\033[1mWelcome\\n'\n";
  bench.find();
  CHECK(bench.found);
  CHECK(bench.seen.size() == 1);
}
