// SPDX-License-Identifier: Apache-2.0
#include "job/snapshot.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/transport/local.hpp"

#include "support/catch.hpp"

#include <fmt/format.h>

#include <filesystem>

using namespace aifactory;
using namespace aifactory::job;
namespace fs = std::filesystem;

namespace {

class Quiet : public transfer::Observer {
 public:
  void planned(std::uint64_t, std::uint64_t) override {}
  void moved(std::uint64_t, std::uint64_t) override {}
  void phase(std::string_view) override {}
};

struct Bench {
  TemporaryDirectory root;
  std::unique_ptr<transport::Host> host = transport::make_local_host();
  Quiet quiet;
  fs::path code = root.path() / "code";

  Snapshot send(const std::string& text) {
    const auto source = root.path() / "source";
    fs::create_directories(source);
    write_file(source / "train.sh", text);
    return send_code(*host, root.path().string(), survey_code(source, {}), quiet);
  }

  /// A snapshot that nobody used for some days.
  std::string old_one(int number, int days) {
    const auto name = fmt::format("{:032x}", number);
    fs::create_directories(code / name);
    write_file(code / name / "file", "x");
    write_file(code / (name + ".manifest"), "x");
    fs::last_write_time(code / (name + ".manifest"), fs::file_time_type::clock::now() - std::chrono::hours(24 * days));
    return name;
  }
};

}  // namespace

TEST_CASE("snapshots that nobody used for a month go, a few at a time, and the newest stay") {
  Bench bench;
  fs::create_directories(bench.code / "mine.manifest");
  std::vector<std::string> names;
  for (int i = 0; i < 25; ++i)
    names.push_back(bench.old_one(i, 40 + i));
  const auto snapshot = bench.send("echo 1\n");
  CHECK(fs::exists(snapshot.folder + "/train.sh"));
  for (int i = 0; i < 25; ++i) {
    CHECK(fs::exists(bench.code / names.at(static_cast<std::size_t>(i))) == (i < 22));
    CHECK(fs::exists(bench.code / (names.at(static_cast<std::size_t>(i)) + ".manifest")) == (i < 22));
  }
  CHECK(fs::exists(bench.code / "mine.manifest"));
}

TEST_CASE("what was used lately stays, and what is used is not old any more") {
  Bench bench;
  const auto snapshot = bench.send("echo 1\n");
  const auto manifest = fs::path(snapshot.folder + ".manifest");
  fs::last_write_time(manifest, fs::file_time_type::clock::now() - std::chrono::hours(24 * 90));
  CHECK(bench.send("echo 1\n").folder == snapshot.folder);
  CHECK(fs::last_write_time(manifest) > fs::file_time_type::clock::now() - std::chrono::hours(1));
  for (int i = 0; i < 25; ++i)
    bench.old_one(i, 20);
  bench.send("echo 2\n");
  CHECK(fs::exists(snapshot.folder));
  CHECK(fs::exists(bench.code / fmt::format("{:032x}", 24)));
}

TEST_CASE("a root where nothing can be made is told as what it is") {
  Bench bench;
  write_file(bench.root.path() / "code", "a file in the place of a folder");
  try {
    bench.send("echo 1\n");
    FAIL("the code was sent");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::cannot_create);
    CHECK(error.failure().hint.find("`root:`") != std::string::npos);
  }
}
