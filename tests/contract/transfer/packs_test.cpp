// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

#include <fmt/format.h>

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::test;
using namespace aifactory::transfer;

namespace {

void make_small_files(const fs::path& tree, int count, std::size_t largest) {
  for (int i = 0; i < count; ++i) {
    const auto path = tree / fmt::format("{:02}/{:04}", i / 50, i);
    fs::create_directories(path.parent_path());
    write(path, noise(static_cast<std::size_t>(i) * 7919 % largest));
    fs::last_write_time(path, fs::last_write_time(path) - std::chrono::hours(i));
    fs::permissions(path, fs::perms(i % 3 == 0 ? 0400 : 0750));
  }
  for (const char* name : {"-rf", "a b", "new\nline", "not utf-8 \xff\xfe", "back\\slash", "'quotes\"$(id)"})
    write(tree / name, name);
}

/// A host with this in place of its python3.
struct Bench {
  explicit Bench(const std::string& python = "exec /usr/bin/python3 \"$@\"") {
    const auto programs = folder.path() / "bin";
    fs::create_directories(programs);
    write(programs / "python3", "#!/bin/sh\n" + python + "\n");
    fs::permissions(programs / "python3", fs::perms(0755));
    host.preamble = "PATH=" + programs.string() + ":$PATH\n";
  }
  void require_whole(const UploadResult& result) {
    CHECK(difference(tree_facts(remote), tree_facts(local)) == "");
    CHECK(result.proved);
    CHECK(result.files_sent >= result.manifest.files());
    for (const auto& entry : result.manifest.entries)
      if (entry.kind == EntryKind::file) CHECK(entry.hash.hex() == sha256_of_file(local / entry.path));
    CHECK(observer.moved_files == observer.planned_files);
    CHECK(observer.never_fell);
  }
  TestHost host{TestHost::Files::sftp};
  TemporaryDirectory folder;
  fs::path local = folder.path() / "here", remote = folder.path() / "up/there";
  TestObserver observer;
};

}  // namespace

TEST_CASE("many small files take one program and one file channel, and are proved by it") {
  Bench bench;
  make_small_files(bench.local, 300, 20000);
  const auto result = upload(bench.host, bench.local, bench.remote, {}, bench.observer);
  bench.require_whole(result);
  CHECK(result.bytes_sent == result.manifest.bytes());
  CHECK(bench.host.commands <= 2);  // some go alone until the program runs, and are hashed by another
  CHECK(bench.host.channels == 1);
}

TEST_CASE("a program for packed files that fails, or lies, costs nothing but time") {
  const auto python = GENERATE(as<std::string>{},
                               "exit 127",                                             // there is none
                               "echo aifactory-places",                                // ends at once
                               "head -c 500000 | /usr/bin/python3 \"$@\"",             // ends in the middle
                               "echo aifactory-places; yes 0000 | head -n 400; cat",   // does nothing
                               "echo aifactory-places; yes " + std::string(64, 'a'));  // says that it is done
  INFO(python);
  Bench bench(python);
  make_small_files(bench.local, 300, 20000);
  bench.require_whole(upload(bench.host, bench.local, bench.remote, {}, bench.observer));
}

TEST_CASE("a small file that became another one before its turn is sent as it is now") {
  Bench bench;
  make_small_files(bench.local, 600, 40000);
  bench.observer.at_bytes = 1;
  bench.observer.at = [&] { write(bench.local / "new\nline", "another one"); };
  const auto result = upload(bench.host, bench.local, bench.remote, {}, bench.observer);
  CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
  CHECK(result.proved);
}
