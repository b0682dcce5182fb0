// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "unit/transfer/hostile_host.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

#include <limits>

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::test;
using namespace aifactory::transfer;

namespace {

const std::string remote = "/far/tree";

struct Bench {
  TemporaryDirectory folder;
  fs::path local = folder.path() / "deep/er/here";
  LyingHost host;
  TestObserver observer;
  Bench() { fs::create_directories(local.parent_path()); }
  /// One batch at the top, nothing below.
  void lists(std::vector<transport::DirectoryEntry> entries) {
    host.lies.list = [entries](const std::string& path, int batch) {
      return path == remote && batch == 0 ? entries : std::vector<transport::DirectoryEntry>();
    };
  }
  Failure download_failure() {
    return failure_of([&] { download(host, remote, local, {}, observer); });
  }
  /// Nothing but the folder itself, and in it no file under its real name.
  bool is_clean() const {
    for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
      if (!entry.is_directory() && !(entry.path().parent_path() == local && entry.path().extension() == part_suffix))
        return false;
    return std::distance(fs::directory_iterator(folder.path()), {}) == 1;
  }
};

std::string head(int entries) {
  return R"({"aifactory_manifest":1,"name":"n","made":"2026-01-01T00:00:00Z","files":1,"bytes":1,"fingerprint":"f",)"
         R"("entries":)" +
         std::to_string(entries) + "}\n";
}

std::string file_line(const std::string& path, const std::string& size = "1") {
  return R"({"path":")" + path + R"(","kind":"file","mode":"0644","modified_ns":0,"size":)" + size + "}\n";
}

}  // namespace

TEST_CASE("names that no file can have end a download before anything is written") {
  Bench bench;
  const auto name =
      GENERATE(as<std::string>(), "../../x", "..", ".", "", "/etc/x", "a/b", "a/", std::string("a\0b", 3), "\0");
  bench.lists({listed("good", 1), listed(name, 1)});
  CHECK(bench.download_failure().kind == ErrorKind::protocol);
  CHECK_FALSE(fs::exists(bench.local));
  CHECK(bench.is_clean());
}

TEST_CASE("what a server says in an error is shown without its control characters") {
  Bench bench;
  bench.lists({listed("a/\x1b[2Jb", 1)});
  const auto failure = bench.download_failure();
  CHECK(failure.what.find('\x1b') == std::string::npos);
}

TEST_CASE("a folder without an end is an error") {
  Bench bench;
  SECTION("it lies in itself") {
    bench.host.lies.list = [](const std::string&, int batch) {
      return batch == 0 ? std::vector{listed("again", 0, S_IFDIR | 0755)} : std::vector<transport::DirectoryEntry>();
    };
  }
  SECTION("it names nothing, for ever") {
    bench.lists({});
    bench.host.lies.endless = true;
  }
  CHECK(bench.download_failure().kind == ErrorKind::protocol);
  CHECK_FALSE(fs::exists(bench.local));
  const auto failure = failure_of([&] {
    upload(bench.host, bench.local.parent_path(), remote, {.extra = Extra::remove, .dry_run = true}, bench.observer);
  });
  CHECK(failure.kind == ErrorKind::protocol);
}

TEST_CASE("a name that is listed twice is an error") {
  Bench bench;
  bench.lists({listed("a", 1), listed("b", 1), listed("a", 2)});
  CHECK(bench.download_failure().kind == ErrorKind::bad_input);
  CHECK_FALSE(fs::exists(bench.local));
}

TEST_CASE("a size that no file has is an error before anything is written") {
  Bench bench;
  const auto size =
      GENERATE(std::uint64_t{1} << 63, std::numeric_limits<std::uint64_t>::max(), (std::uint64_t{1} << 50) + 1);
  SECTION("in a listing") {
    bench.lists({listed("huge", size)});
  }
  SECTION("in a manifest") {
    bench.host.lies.files[remote + ".manifest"] = head(1) + file_line("huge", std::to_string(size));
  }
  const auto failure = bench.download_failure();
  CHECK(failure.kind == ErrorKind::bad_input);
  CHECK(failure.what.find("huge") != std::string::npos);
  CHECK_FALSE(fs::exists(bench.local));
}

TEST_CASE("a file that is not as long as it was listed does not get its name") {
  Bench bench;
  const auto listed_size = GENERATE(100u, 5u);
  bench.host.lies.files[remote + "/f"] = "ten bytes.";
  bench.lists({listed("f", listed_size)});
  if (listed_size == 100) {
    CHECK(bench.download_failure().kind == ErrorKind::try_again);
    CHECK(bench.is_clean());
    bench.host.lies.read_at_most = 10;  // then answers without bytes
    CHECK(bench.download_failure().kind == ErrorKind::try_again);
    CHECK(bench.is_clean());
  } else {
    CHECK(bench.download_failure().kind == ErrorKind::io);
    CHECK(fs::file_size(bench.local / "f") == 5);
  }
}

TEST_CASE("a manifest of nonsense is an error that names its line, wherever it is read") {
  Bench bench;
  bench.lists({listed("f", 1)});
  bench.host.lies.files[remote + "/f"] = "x";
  const auto [text, line] = GENERATE(table<std::string, std::string>({
      {"", "line 1"},
      {"\n", "line 1"},
      {std::string(70, '\0') + "\n", "line 1"},
      {"{}\n", "line 1"},
      {std::string(200'000, '[') + "\n", "line 1"},
      {std::string((1 << 20) + 1, 'x'), "line 1"},
      {"<html>Please log in</html>\n", "line 1"},
      {head(1), "line 1"},
      {head(0) + file_line("f"), "line 2"},
      {head(1) + file_line("../../f"), "line 2"},
      {head(1) + file_line("/f"), "line 2"},
      {head(1) + file_line(""), "line 2"},
      {head(1) + file_line("a\\u0000b"), "line 2"},
      {head(1) + file_line("a//b"), "line 2"},
      {head(1) + file_line("f", "-1"), "line 2"},
      {head(1) + file_line("f", "1e400"), "line 2"},
      {head(1) + file_line("f", "\"1\""), "line 2"},
      {head(1) + file_line("f", "99999999999999999999"), "line 2"},
      {head(2) + file_line("f") + file_line("f"), "line 3"},
      {head(1) + file_line("f").substr(0, 20), "line 2"},
      {head(1) + "\xff\xfe\n", "line 2"},
  }));
  CAPTURE(text.substr(0, 300));
  bench.host.lies.files[remote + ".manifest"] = text;
  const auto failure = bench.download_failure();
  CHECK(failure.kind == ErrorKind::bad_input);
  CHECK(failure.what.find(line) != std::string::npos);
  CHECK_FALSE(fs::exists(bench.local));
  CHECK(failure_of([&] { remote_manifest(bench.host, remote); }).kind == ErrorKind::bad_input);
}

TEST_CASE("verify bears a listing that fits no manifest") {
  Bench bench;
  const Manifest manifest{.entries = {{.path = "d", .kind = EntryKind::directory}, {.path = "f", .size = 1}}};
  const auto huge = std::numeric_limits<std::uint64_t>::max();
  bench.lists({listed("f", huge), listed("d", 0, S_IFIFO), listed("f", 1), listed("\n\x1b", huge, S_IFDIR)});
  std::string found;
  for (const auto& [kind, path] : verify(bench.host, remote, manifest))
    found += std::to_string(static_cast<int>(kind)) + path + " ";
  CHECK(found == "2\n\x1b 1d 1f ");
  bench.lists({listed("../f", 1)});
  CHECK(failure_of([&] { verify(bench.host, remote, manifest); }).kind == ErrorKind::protocol);
}
