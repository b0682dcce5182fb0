// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::test;
using namespace aifactory::transfer;

namespace {

struct Bench {
  TestHost::Shell shell = GENERATE(TestHost::Shell::yes, TestHost::Shell::no);
  TestHost host{TestHost::Files::sftp, shell};
  TemporaryDirectory folder;
  fs::path remote = folder.path() / "there";
  fs::path local = folder.path() / "new/here";
  TestObserver observer;
  DownloadOptions options;
  Bench() { options.journal = folder.path() / "journal.sqlite"; }
  UploadResult download() { return transfer::download(host, remote, local, options, observer); }
  void store_manifest(const Manifest& manifest) { write(remote.string() + ".manifest", write_manifest(manifest)); }
};

/// Two files, sent there by an upload or only lying there.
void write_two(const Bench& bench, bool with_manifest) {
  const auto root = with_manifest ? bench.folder.path() / "original" : bench.remote;
  fs::create_directories(root / "sub");
  write(root / "a", "aaa");
  write(root / "sub/b", noise(100'000));
  if (!with_manifest) fs::last_write_time(root / "a", fs::file_time_type(std::chrono::seconds(-1'000'000'000)));
  TestHost host(TestHost::Files::direct);
  TestObserver observer;
  if (with_manifest) upload(host, root, bench.remote, {}, observer);
}

/// The tree without the symlink that leads out of it.
Tree inner(const fs::path& root) {
  auto facts = tree_facts(root);
  facts.erase("deep/dangling");
  return facts;
}

}  // namespace

TEST_CASE("a tree comes home whole, and only once") {
  Bench bench;
  make_tree(bench.remote);
  const auto result = bench.download();
  CHECK(difference(inner(bench.local), inner(bench.remote)) == "");
  CHECK(result.skipped == std::vector<std::string>{"deep/dangling"});
  CHECK(result.proved);
  CHECK(result.files_sent == result.manifest.files());
  CHECK(bench.observer.moved_bytes == bench.observer.planned_bytes);
  CHECK_FALSE(fs::exists(fs::symlink_status(bench.local / "deep/dangling")));
  const auto again = bench.download();
  CHECK(again.files_sent == 0);
  CHECK(again.files_unchanged == result.files_sent);
}

TEST_CASE("a tree with a manifest is proved by it, to the nanosecond") {
  Bench bench;
  make_tree(bench.folder.path() / "original");
  TestObserver observer;
  upload(bench.host, bench.folder.path() / "original", bench.remote, {}, observer);
  bench.download();
  CHECK(difference(inner(bench.local), inner(bench.folder.path() / "original")) == "");
  CHECK(fs::last_write_time(bench.local / "large") == fs::last_write_time(bench.folder.path() / "original/large"));
  write(bench.remote / "text", "TEXT");
  fs::remove(bench.local / "text");
  CHECK(kind_of([&] { bench.download(); }) == ErrorKind::io);
}

TEST_CASE("a file from before 1970 is not taken for another one when it is here") {
  Bench bench;
  const auto original = bench.folder.path() / "original";
  fs::create_directories(original);
  write(original / "old", "old");
  fs::last_write_time(original / "old", fs::file_time_type::clock::now() - std::chrono::hours(24 * 365 * 80));
  TestHost host(TestHost::Files::direct);
  upload(host, original, bench.remote, {}, bench.observer);
  bench.download();
  CHECK(bench.download().files_unchanged == 1);
  CHECK(difference(tree_facts(bench.local), tree_facts(original)) == "");
}

TEST_CASE("what changed there is fetched; what is only here stays") {
  Bench bench;
  make_tree(bench.remote);
  bench.download();
  write(bench.remote / "text", "longer than before");
  write(bench.local / "mine", "mine");
  fs::create_directories(bench.local / "my folder/deep");
  write(bench.local / "half.aifactory-part", "left over");
  CHECK(bench.download().files_sent == 1);
  CHECK(read_file(bench.local / "text") == "longer than before");
  CHECK(fs::exists(bench.local / "mine"));
  CHECK(fs::exists(bench.local / "my folder/deep"));
  CHECK_FALSE(fs::exists(bench.local / "half.aifactory-part"));
}

TEST_CASE("a file here that only looks the same is found by its content") {
  Bench bench;
  const bool with_manifest = GENERATE(true, false);
  write_two(bench, with_manifest);
  bench.download();
  const auto time = fs::last_write_time(bench.local / "a");
  write(bench.local / "a", "AAA");
  fs::last_write_time(bench.local / "a", time);
  CHECK(bench.download().files_sent == 0);
  bench.options.compare = Compare::content;
  std::vector<std::string> replaced;
  bench.options.replaces = [&](const auto& paths) { replaced = paths; };
  const auto result = bench.download();
  CHECK(result.files_sent == 1);
  CHECK(result.files_unchanged == 1);
  CHECK(replaced == std::vector<std::string>{"a"});
  CHECK(read_file(bench.local / "a") == "aaa");
  fs::last_write_time(bench.local / "a", time - std::chrono::hours(1));
  CHECK(bench.download().files_sent == 0);
  CHECK(std::chrono::floor<std::chrono::seconds>(fs::last_write_time(bench.local / "a")) ==
        std::chrono::floor<std::chrono::seconds>(time));
}

TEST_CASE("what room a download takes is told before") {
  Bench bench;
  write_two(bench, true);
  std::pair<std::uint64_t, std::uint64_t> room;
  struct No {};
  bench.options.approve = [&](std::uint64_t files, std::uint64_t bytes) {
    room = {files, bytes};
    throw No();
  };
  CHECK_THROWS_AS(bench.download(), No);
  CHECK_FALSE(fs::exists(bench.local));
  CHECK(room == std::pair<std::uint64_t, std::uint64_t>{3, 100'003});
  fs::create_directories(bench.local / "sub");
  write(bench.local / "sub/b.aifactory-part", noise(50'000));
  CHECK_THROWS_AS(bench.download(), No);
  CHECK(room.first == 2);
  CHECK(room.second <= 50'003);
}

TEST_CASE("after a break the download goes on") {
  Bench bench;
  fs::create_directories(bench.remote);
  write(bench.remote / "big", noise(16 << 20));
  struct Break {};
  bench.observer.at_bytes = 7 << 20;
  bench.options.channels = 1;  // else all of it may be on its way already
  bench.observer.at = [] { throw Break(); };
  CHECK_THROWS_AS(bench.download(), Break);
  CHECK_FALSE(fs::exists(bench.local / "big"));
  const auto result = bench.download();
  CHECK(result.bytes_sent < (16u << 20));
  CHECK(sha256_of_file(bench.remote / "big") == sha256_of_file(bench.local / "big"));
}

TEST_CASE("nothing is written outside the folder, whatever a manifest says") {
  Bench bench;
  fs::create_directories(bench.remote);
  const auto outside = bench.folder.path() / "outside";
  fs::create_directories(outside);
  write(bench.remote / "f", "x");
  const Entry file{.path = "f", .size = 1};
  const Entry link{.path = "a", .target = outside, .kind = EntryKind::symlink};
  const Entry below{.path = "a/f", .size = 1};
  SECTION("a file below a symlink") {
    bench.store_manifest({.entries = {link, below}});
    CHECK(kind_of([&] { bench.download(); }) == ErrorKind::bad_input);
  }
  SECTION("a path that leads out") {
    auto text = write_manifest({.entries = {file}});
    text.replace(text.find("\"path\":\"f\""), 10, R"("path":"../../f")");
    write(bench.remote.string() + ".manifest", text);
    CHECK(kind_of([&] { bench.download(); }) == ErrorKind::bad_input);
  }
  SECTION("a symlink here, where a folder is wanted") {
    fs::create_directories(bench.remote / "a");
    write(bench.remote / "a/f", "x");
    fs::create_directories(bench.local);
    fs::create_directory_symlink(outside, bench.local / "a");
    bench.download();
    CHECK(fs::is_directory(fs::symlink_status(bench.local / "a")));
    CHECK(read_file(bench.local / "a/f") == "x");
  }
  SECTION("a symlink here, where the partial file goes") {
    fs::create_directories(bench.local);
    fs::create_symlink(outside / "target", bench.local / "f.aifactory-part");
    bench.download();
    CHECK(read_file(bench.local / "f") == "x");
  }
  CHECK(fs::is_empty(outside));
}

TEST_CASE("a folder that is not there is no_input") {
  Bench bench;
  CHECK(kind_of([&] { bench.download(); }) == ErrorKind::no_input);
  CHECK_FALSE(fs::exists(bench.local));
}

TEST_CASE("verify names what is missing, changed and extra") {
  Bench bench;
  make_tree(bench.folder.path() / "original");
  TestObserver observer;
  const auto sent = upload(bench.host, bench.folder.path() / "original", bench.remote, {}, observer);
  CHECK(verify(bench.host, bench.remote, sent.manifest).empty());
  write(bench.remote / "text", "TEXT");
  write(bench.remote / "-", "another size");
  fs::remove(bench.remote / "nothing");
  write(bench.remote / "additional", "x");
  fs::remove(bench.remote / "link");
  fs::create_symlink("deep", bench.remote / "link");
  std::string found;
  for (const auto& [kind, path] : verify(bench.host, bench.remote, sent.manifest))
    found += std::to_string(static_cast<int>(kind)) + path + " ";
  CHECK(found == "1- 2additional 1link 0nothing 1text ");
  CHECK(kind_of([&] { verify(bench.host, bench.folder.path() / "nowhere", sent.manifest); }) == ErrorKind::no_input);
}
