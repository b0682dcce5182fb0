// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

#include <fstream>
#include <functional>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::test;
using namespace aifactory::transfer;

namespace {

std::string repeated_text(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i)
    all += text;
  return all;
}

struct Kind {
  std::string name;
  TestHost::Files files;
  TestHost::Shell shell;
};

std::vector<Kind> kinds() {
  using Files = TestHost::Files;
  using Shell = TestHost::Shell;
  return {{"this machine", Files::direct, Shell::yes},
          {"sftp with a shell", Files::sftp, Shell::yes},
          {"sftp without a shell", Files::sftp, Shell::no}};
}

/// A tree here, a place for it there, and a host between them.
struct Bench {
  Kind kind = GENERATE(from_range(kinds()));
  TestHost host{kind.files, kind.shell};
  TemporaryDirectory folder;
  fs::path local = folder.path() / "here";
  fs::path remote = folder.path() / "up/there";
  TestObserver observer;
  UploadOptions options;
  Bench() {
    fs::create_directories(local);
    options.journal = folder.path() / "journal.sqlite";
  }
  UploadResult upload() { return transfer::upload(host, local, remote, options, observer); }
};

}  // namespace

TEST_CASE("a tree arrives whole, with everything that belongs to it") {
  Bench bench;
  INFO(bench.kind.name);
  make_tree(bench.local);
  const auto result = bench.upload();
  CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
  CHECK(result.proved);
  CHECK(result.files_sent == result.manifest.files());
  CHECK(result.bytes_sent == result.manifest.bytes());
  CHECK(bench.observer.moved_files == bench.observer.planned_files);
  CHECK(bench.observer.moved_bytes == bench.observer.planned_bytes);
  CHECK(bench.observer.never_fell);
  const auto manifest = remote_manifest(bench.host, bench.remote);
  REQUIRE(manifest);
  CHECK(manifest->fingerprint() == result.manifest.fingerprint());
  for (const auto& entry : manifest->entries)
    if (entry.kind == EntryKind::file) CHECK(entry.hash.hex() == sha256_of_file(bench.local / entry.path));
}

TEST_CASE("what did not change is not sent again") {
  Bench bench;
  INFO(bench.kind.name);
  make_tree(bench.local);
  const auto first = bench.upload();
  const auto before = fs::last_write_time(bench.remote.string() + ".manifest");
  const auto second = bench.upload();
  CHECK(second.files_sent == 0);
  CHECK(second.bytes_sent == 0);
  CHECK(second.files_unchanged == first.files_sent);
  CHECK(second.manifest.fingerprint() == first.manifest.fingerprint());
  CHECK(fs::last_write_time(bench.remote.string() + ".manifest") == before);
}

TEST_CASE("what changed is sent, and only that") {
  Bench bench;
  INFO(bench.kind.name);
  make_tree(bench.local);
  bench.upload();
  const auto text = bench.local / "text", link = bench.local / "link";
  struct Change {
    std::string name;
    std::uint64_t sent;
    std::function<void()> make;
  };
  const std::vector<Change> changes = {
      {"same size", 1, [&] { write(text, "TEXT"); }},
      {"content", 1, [&] { write(text, "longer than before"); }},
      {"mode", 0, [&] { fs::permissions(text, fs::perms::owner_read); }},
      {"removed there", 1, [&] { fs::remove(bench.remote / "text"); }},
      {"link", 0, [&] { fs::remove(link), fs::create_symlink("deep", link); }},
      {"kind", 1, [&] { fs::remove(link), write(link, "now a file"); }},
  };
  for (const auto& change : changes) {
    INFO(change.name);
    change.make();
    CHECK(bench.upload().files_sent == change.sent);
    CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
    CHECK(bench.upload().files_sent == 0);
  }
}

TEST_CASE("a tree that is there without a manifest is proved, not sent") {
  Bench bench;
  INFO(bench.kind.name);
  make_tree(bench.local);
  bench.upload();
  fs::remove(bench.remote.string() + ".manifest");
  const auto time = fs::last_write_time(bench.remote / "text");
  write(bench.remote / "text", "TEXT");  // same size and time, other content
  fs::last_write_time(bench.remote / "text", time);
  const auto result = bench.upload();
  CHECK(result.files_sent == 1);
  CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
}

TEST_CASE("touched files are compared instead of sent; with Compare::content all are") {
  Bench bench;
  INFO(bench.kind.name);
  make_tree(bench.local);
  bench.upload();
  fs::last_write_time(bench.local / "text", fs::file_time_type::clock::now() - std::chrono::hours(5));
  CHECK(bench.upload().files_sent == 0);
  CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
  const auto time = fs::last_write_time(bench.local / "text");
  write(bench.local / "text", "TEXT");
  fs::last_write_time(bench.local / "text", time);
  CHECK(bench.upload().files_sent == 0);
  bench.options.compare = Compare::content;
  CHECK(bench.upload().files_sent == 1);
  CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
}

TEST_CASE("what is only there stays, or goes when that is asked for; leftovers always go") {
  Bench bench;
  INFO(bench.kind.name);
  make_tree(bench.local);
  bench.upload();
  fs::create_directories(bench.remote / "foreign/deep");
  write(bench.remote / "foreign/deep/f", "x");
  write(bench.remote / "text.aifactory-part", "half");
  write(bench.remote / "foreign.aifactory-part", "half");
  bench.upload();
  CHECK(fs::exists(bench.remote / "foreign/deep/f"));
  CHECK_FALSE(fs::exists(bench.remote / "text.aifactory-part"));
  CHECK_FALSE(fs::exists(bench.remote / "foreign.aifactory-part"));
  bench.options.extra = Extra::remove;
  bench.options.dry_run = true;
  CHECK(bench.upload().files_removed == 3);
  CHECK(fs::exists(bench.remote / "foreign/deep/f"));
  bench.options.dry_run = false;
  CHECK(bench.upload().files_removed == 3);
  CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
}

TEST_CASE("a dry run counts and changes nothing") {
  Bench bench;
  INFO(bench.kind.name);
  make_tree(bench.local);
  bench.options.dry_run = true;
  const auto result = bench.upload();
  CHECK(result.files_sent == result.manifest.files());
  CHECK(result.bytes_sent == result.manifest.bytes());
  CHECK_FALSE(fs::exists(bench.remote.parent_path()));
}

TEST_CASE("what room is needed: things that are not there, and bytes beyond those of partial files") {
  Bench bench;
  fs::create_directories(bench.local / "sub");
  write(bench.local / "sub/a", noise(100'000));
  write(bench.local / "b", "b");
  std::pair<std::uint64_t, std::uint64_t> room;
  bench.options.approve = [&](std::uint64_t files, std::uint64_t bytes) { room = {files, bytes}; };
  bench.options.dry_run = true;
  bench.upload();
  CHECK(room == std::pair<std::uint64_t, std::uint64_t>{3, 100'001});
  fs::create_directories(bench.remote / "sub");
  write(bench.remote / "sub/a.aifactory-part", noise(60'000));
  write(bench.remote / "b", "old");
  bench.upload();
  CHECK(room == std::pair<std::uint64_t, std::uint64_t>{1, 40'001});
}

TEST_CASE("a file that got another name is not sent again") {
  Bench bench;
  const bool removes = GENERATE(true, false);
  const auto big = "new folder/b\n'ig";
  fs::create_directories(bench.local / "old");
  write(bench.local / "old/big", noise(3 << 20));
  write(bench.local / "one", noise(1000, 1));
  write(bench.local / "two", noise(1000, 2));
  fs::last_write_time(bench.local / "two", fs::last_write_time(bench.local / "one"));
  write(bench.local / "stays", "stays");
  bench.upload();
  fs::create_directories(bench.local / "new folder");
  fs::rename(bench.local / "old/big", bench.local / big);
  fs::remove(bench.local / "old");
  fs::rename(bench.local / "one", bench.local / "new folder/one");
  fs::rename(bench.local / "two", bench.local / "new folder/two");
  fs::copy_file(bench.local / "stays", bench.local / "copied");
  fs::last_write_time(bench.local / "copied", fs::last_write_time(bench.local / "stays"));
  bench.options.extra = removes ? Extra::remove : Extra::keep;
  bench.options.dry_run = true;
  CHECK(bench.upload().files_renamed == 4);
  bench.options.dry_run = false;
  const auto result = bench.upload();
  const bool shell = bench.kind.shell == TestHost::Shell::yes;
  CHECK(result.files_renamed == (shell ? 4 : removes ? 3 : 0));
  CHECK(result.files_sent == 4 - result.files_renamed);
  CHECK(result.files_unchanged == 1);
  CHECK(bench.observer.moved_bytes == bench.observer.planned_bytes);
  CHECK(fs::exists(bench.remote / "old") == !removes);
  if (removes) CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
  CHECK(read_file(bench.remote / big) == noise(3 << 20));
  CHECK(read_file(bench.remote / "new folder/two") == noise(1000, 2));
  bench.options.extra = Extra::keep;
  CHECK(bench.upload().files_unchanged == 5);
}

TEST_CASE("what only looks like a file that was there is sent") {
  Bench bench;
  const bool removes = GENERATE(true, false);
  write(bench.local / "one", noise(1000, 1));
  bench.upload();
  write(bench.local / "other", noise(1000, 2));
  fs::last_write_time(bench.local / "other", fs::last_write_time(bench.local / "one"));
  fs::remove(bench.local / "one");
  bench.options.extra = removes ? Extra::remove : Extra::keep;
  const auto result = bench.upload();
  CHECK(result.files_sent == 1);
  CHECK(result.files_renamed == 0);
  CHECK(read_file(bench.remote / "other") == noise(1000, 2));
  CHECK(fs::exists(bench.remote / "one") == !removes);
}

TEST_CASE("a manifest that somebody broke is not believed: all is proved, and it is written anew") {
  Bench bench;
  make_tree(bench.local);
  bench.upload();
  const auto manifest = bench.remote.string() + ".manifest";
  auto text = read_file(manifest);
  SECTION("in the middle") {
    text[text.find("\"kind\"", text.size() / 2)] = 'x';
  }
  SECTION("cut off") {
    text.resize(text.size() / 2);
  }
  SECTION("empty") {
    text.clear();
  }
  write(manifest, text);
  write(bench.remote / "text", "TEXT");
  fs::last_write_time(bench.remote / "text", fs::last_write_time(bench.local / "text"));
  CHECK(bench.upload().files_sent == 1);
  CHECK(read_file(bench.remote / "text") == "text");
  CHECK(bench.upload().files_sent == 0);
}

TEST_CASE("modes are cut to what is allowed") {
  Bench bench;
  INFO(bench.kind.name);
  make_tree(bench.local);
  fs::permissions(bench.local / "text", fs::perms(0777));
  bench.options.mode_mask = 0750;
  bench.upload();
  for (const auto& [path, facts] : tree_facts(bench.remote))
    CHECK((facts.mode & 07027) == 0);
  CHECK(mode_of(bench.remote / "text") == 0750);
  CHECK(mode_of(bench.remote) == 0750);
  CHECK(mode_of(bench.remote.string() + ".manifest") == 0640);
  CHECK(bench.upload().files_unchanged == bench.upload().manifest.files());
}

TEST_CASE("what its owner may not read arrives readable for him, or it could not be proved") {
  if (geteuid() != 0) return;  // only root can read it here
  Bench bench;
  INFO(bench.kind.name);
  make_tree(bench.local);
  fs::permissions(bench.local / "text", fs::perms(0));
  CHECK(bench.upload().proved);
  CHECK(mode_of(bench.remote / "text") == 0400);
  CHECK(bench.upload().files_unchanged == bench.upload().manifest.files());
}

TEST_CASE("one file is a tree of one") {
  Bench bench;
  INFO(bench.kind.name);
  write(bench.local / "only", "content");
  bench.local /= "only";
  const auto result = bench.upload();
  CHECK(result.files_sent == 1);
  CHECK(read_file(bench.remote / "only") == "content");
  CHECK(bench.upload().files_sent == 0);
}

TEST_CASE("an empty folder is a tree, too") {
  Bench bench;
  INFO(bench.kind.name);
  CHECK(bench.upload().files_sent == 0);
  CHECK(fs::is_directory(bench.remote));
  CHECK(remote_manifest(bench.host, bench.remote)->entries.empty());
}

TEST_CASE("a refused channel only means fewer channels") {
  Bench bench;
  INFO(bench.kind.name);
  make_tree(bench.local);
  bench.host.channels_at_most = 2;
  bench.upload();
  CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
}

TEST_CASE("after a break the upload goes on from the acknowledged pieces") {
  Bench bench;
  INFO(bench.kind.name);
  write(bench.local / "big", noise(16 << 20));
  struct Break {};
  bench.observer.at_bytes = 7 << 20;
  bench.options.channels = 1;  // else all of it may be on its way already
  bench.observer.at = [] { throw Break(); };
  CHECK_THROWS_AS(bench.upload(), Break);
  CHECK_FALSE(fs::exists(bench.remote / "big"));
  CHECK(fs::exists(bench.remote / "big.aifactory-part"));
  const auto result = bench.upload();
  CHECK(result.bytes_sent < (16u << 20));
  CHECK(sha256_of_file(bench.remote / "big") == sha256_of_file(bench.local / "big"));
  CHECK_FALSE(fs::exists(bench.remote / "big.aifactory-part"));
}

TEST_CASE("names may be as long as a file system allows, and their uploads go on as well") {
  Bench bench;
  INFO(bench.kind.name);
  const std::string longest(255, 'x');
  const auto characters = repeated_text("\u00e4", 127);
  write(bench.local / longest, noise(16 << 20));
  write(bench.local / (longest.substr(1) + 'y'), "another of the same beginning");
  write(bench.local / characters, "whole characters");
  struct Break {};
  bench.observer.at_bytes = 7 << 20;
  bench.options.channels = 1;
  bench.observer.at = [] { throw Break(); };
  CHECK_THROWS_AS(bench.upload(), Break);
  CHECK_FALSE(fs::exists(bench.remote / longest));
  CHECK(bench.upload().bytes_sent < (16u << 20));
  CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
}

TEST_CASE("an upload goes on from what the host holds, also where nobody remembers it") {
  Bench bench;
  INFO(bench.kind.name);
  write(bench.local / "big", noise(16 << 20));
  struct Break {};
  bench.observer.at_bytes = 7 << 20;
  bench.options.channels = 1;
  bench.observer.at = [] { throw Break(); };
  CHECK_THROWS_AS(bench.upload(), Break);
  bench.options.journal = bench.folder.path() / "another machine.sqlite";
  const auto result = bench.upload();
  CHECK(result.bytes_sent + (bench.kind.shell == TestHost::Shell::yes ? 6u << 20 : 0) <= (16u << 20));
  CHECK(sha256_of_file(bench.remote / "big") == sha256_of_file(bench.local / "big"));
}

TEST_CASE("of a large file that changed only the changed pieces are sent") {
  Bench bench;
  INFO(bench.kind.name);
  auto content = noise(9 << 20);
  write(bench.local / "a b ", content);
  bench.upload();
  for (const std::string change : {"in place", "longer", "shorter"}) {
    INFO(change);
    content[5 << 20] = static_cast<char>(content[5 << 20] + 1);
    if (change == "longer") content += noise(1 << 20, 2);
    if (change == "shorter") content.resize(8 << 20);
    write(bench.local / "a b ", content);
    const auto result = bench.upload();
    const bool shell = bench.kind.shell == TestHost::Shell::yes;
    CHECK(result.bytes_sent <= (shell ? 4u << 20 : content.size()));
    CHECK(sha256_of_file(bench.remote / "a b ") == sha256_of_file(bench.local / "a b "));
    CHECK(bench.upload().files_sent == 0);
  }
}

TEST_CASE("holes stay holes, there and back") {
  Bench bench;
  INFO(bench.kind.name);
  write(bench.local / "sparse", "start");
  fs::resize_file(bench.local / "sparse", 24 << 20);
  std::fstream(bench.local / "sparse", std::ios::in | std::ios::out | std::ios::binary).seekp(13 << 20) << "middle";
  const auto blocks = [](const fs::path& path) {
    struct stat info {};
    stat(path.c_str(), &info);
    return info.st_blocks;
  };
  CHECK(bench.upload().bytes_sent <= 4u << 20);
  CHECK(sha256_of_file(bench.remote / "sparse") == sha256_of_file(bench.local / "sparse"));
  CHECK(blocks(bench.remote / "sparse") < 16'384);
  const auto back = bench.folder.path() / "back";
  download(bench.host, bench.remote, back, {}, bench.observer);
  CHECK(sha256_of_file(back / "sparse") == sha256_of_file(bench.local / "sparse"));
  CHECK(blocks(back / "sparse") < 16'384);
}

TEST_CASE("channels are spread over further connections, and one that cannot be had is done without") {
  Bench bench;
  if (bench.kind.files == TestHost::Files::direct) return;
  INFO(bench.kind.name);
  make_tree(bench.local);
  TestHost second(TestHost::Files::sftp), refuses(TestHost::Files::sftp);
  refuses.channels_at_most = 0;
  int told = 0;
  bench.options.channels = 2;
  bench.options.connections = {.hosts = {&second, &refuses}, .refused = [&](const Error&) { ++told; }};
  CHECK(bench.upload().proved);
  CHECK(bench.host.channels == 2);
  CHECK(second.channels >= 1);
  CHECK(second.channels <= 2);
  CHECK(refuses.channels == 1);  // a login that fails is not tried again
  CHECK(told <= 1);
  CHECK(difference(tree_facts(bench.remote), tree_facts(bench.local)) == "");
}

TEST_CASE("a host with sha256sum alone proves, goes on and finds what changed as well") {
  TestHost host(TestHost::Files::sftp);
  host.preamble = "python3() { return 1; }\nopenssl() { return 1; }\n";
  const TemporaryDirectory folder;
  const auto local = folder.path() / "here", remote = folder.path() / "there";
  make_tree(local);
  TestObserver observer;
  CHECK(upload(host, local, remote, {}, observer).proved);
  auto content = read_file(local / "large");
  content[0] = static_cast<char>(content[0] + 1);
  fs::permissions(local / "large", fs::perms(0644));
  write(local / "large", content);
  CHECK(upload(host, local, remote, {}, observer).bytes_sent == 2u << 20);
  CHECK(difference(tree_facts(remote), tree_facts(local)) == "");
}

TEST_CASE("a partial file that is not what the journal says is found out by the proof") {
  Bench bench;
  INFO(bench.kind.name);
  write(bench.local / "big", noise(16 << 20));
  struct Break {};
  bench.observer.at_bytes = 7 << 20;
  bench.options.channels = 1;  // else all of it may be on its way already
  bench.observer.at = [] { throw Break(); };
  CHECK_THROWS_AS(bench.upload(), Break);
  fs::resize_file(bench.remote / "big.aifactory-part", 0);
  const auto result = bench.upload();
  CHECK(sha256_of_file(bench.remote / "big") == sha256_of_file(bench.local / "big"));
  CHECK(result.bytes_sent > (16u << 20));
}

TEST_CASE("a file that changes while it is sent is sent again") {
  Bench bench;
  INFO(bench.kind.name);
  write(bench.local / "big", noise(10 << 20));
  bench.observer.at_bytes = 3 << 20;
  const auto change = GENERATE(as<std::string>(), "longer", "shorter", "replaced", "rewritten");
  INFO(change);
  bench.observer.at = [&] {
    if (change == "longer") write(bench.local / "big", noise(12 << 20));
    if (change == "shorter") fs::resize_file(bench.local / "big", 1 << 20);
    if (change == "replaced")
      write(bench.local / "new", noise(10 << 20, 7)), fs::rename(bench.local / "new", bench.local / "big");
    if (change == "rewritten") write(bench.local / "big", noise(10 << 20, 8));
  };
  const auto result = bench.upload();
  CHECK(sha256_of_file(bench.remote / "big") == sha256_of_file(bench.local / "big"));
  CHECK(result.manifest.entries.at(0).hash.hex() == sha256_of_file(bench.local / "big"));
  CHECK(bench.upload().files_sent == 0);
}

TEST_CASE("a connection that breaks is told as such") {
  Bench bench;
  if (bench.kind.files == TestHost::Files::direct) return;
  INFO(bench.kind.name);
  write(bench.local / "big", noise(8 << 20));
  bench.observer.at_bytes = 1 << 20;
  bench.observer.at = [&] { bench.host.first_server->kill_now(); };
  try {
    bench.upload();
    FAIL("nothing was said");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::try_again);
  }
  CHECK(bench.upload().proved);
}

TEST_CASE("of folders that cannot be made, the first is told") {
  Bench bench;
  INFO(bench.kind.name);
  write(bench.folder.path() / "file", "in the way");
  write(bench.local / "a", "a");
  bench.remote = bench.folder.path() / "file/first/second/there";
  CHECK(failure_of([&] { bench.upload(); }).what.ends_with("file/first"));
}

TEST_CASE("nothing here is no_input, before anything is connected") {
  Bench bench;
  bench.local = "/no/such/folder";
  try {
    bench.upload();
    FAIL("nothing was said");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::no_input);
  }
  CHECK(bench.host.channels == 0);
}

TEST_CASE("a rate is kept") {
  Bench bench;
  INFO(bench.kind.name);
  write(bench.local / "f", noise(2 << 20));
  bench.options.bytes_per_second = 10 << 20;
  const auto start = std::chrono::steady_clock::now();
  bench.upload();
  CHECK(std::chrono::steady_clock::now() - start > std::chrono::milliseconds(80));
}

TEST_CASE("what is there is found in whichever way ends first") {
  TestHost host{TestHost::Files::sftp};
  TemporaryDirectory folder;
  const auto local = folder.path() / "here", remote = folder.path() / "there";
  fs::create_directory(local);
  make_tree(local);
  TestObserver observer;
  UploadOptions options{.extra = Extra::remove};
  const auto sent = transfer::upload(host, local, remote, options, observer).files_sent;
  REQUIRE(sent > 1);
  fs::create_directories(remote / "old/inner");
  write(remote / "old/inner/file", "gone");
  write(remote / "changed", "there");
  write(local / "changed", "not so there");
  SECTION("find has all there") {}
  SECTION("find has none of it") {
    host.preamble = "find() { return 1; }\n";
  }
  SECTION("find stops after the first") {
    host.preamble = "find() { command find \"$@\" -quit; return 1; }\n";
  }
  SECTION("find is late") {
    host.preamble = "find() { sleep 10; command find \"$@\"; }\n";
  }
  const auto again = transfer::upload(host, local, remote, options, observer);
  CHECK(again.files_sent == 1);
  CHECK(again.files_unchanged == sent);
  CHECK(again.files_removed == 3);
  CHECK(difference(tree_facts(remote), tree_facts(local)) == "");
}
