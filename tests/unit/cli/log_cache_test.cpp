// SPDX-License-Identifier: Apache-2.0
#include "cli/log_cache.hpp"

#include "aifactory/base/files.hpp"

#include "support/catch.hpp"

#include <fstream>

using namespace aifactory;
using namespace aifactory::cli;

namespace {

const std::string out = "/site/runs/train-1/stdout.log", err = "/site/runs/train-1/stderr.log";

struct Bench {
  TemporaryDirectory folder;
  LogCache cache{folder.path() / "logs"};
  job::Run run;
  Bench() {
    run.name = "train-1";
    run.site = "lab";
    run.id = "7";
    run.folder = "/site/runs/train-1";
    run.stdout_path = out;
    run.stderr_path = err;
  }

  void keep(std::string_view bytes, std::uint64_t size) {
    LogCache::Recording recording(cache, run);
    recording.take({.path = out, .offset = 0, .bytes = bytes, .utc_offset = Seconds{0}});
    recording.keep({out, err}, {{out, "1:2", size}});
  }
};

}  // namespace

TEST_CASE("logs of an ended run are found again, as a run that lies here") {
  Bench bench;
  CHECK_FALSE(bench.cache.find(bench.run, {out}));
  bench.keep("all of it\n", 10);
  const auto found = bench.cache.find(bench.run, {out, err});
  REQUIRE(found);
  CHECK(read_file(found->stdout_path) == "all of it\n");
  CHECK_FALSE(bench.cache.find(bench.run, {"/site/runs/train-1/rank-*.log"}));
  CHECK_FALSE(bench.cache.find(bench.run, {"/site/runs/train-1/../x"}));
  auto again = bench.run;
  again.restarts = 1;
  CHECK_FALSE(bench.cache.find(again, {out}));
}

TEST_CASE("a run that wrote no log is not kept: who asks for it is told by the site") {
  Bench bench;
  LogCache::Recording(bench.cache, bench.run).keep({out, err}, {});
  CHECK_FALSE(bench.cache.find(bench.run, {out}));
}

TEST_CASE("only whole files are kept, and only what is still whole is used") {
  Bench bench;
  bench.keep("a part", 10);
  CHECK_FALSE(bench.cache.find(bench.run, {out}));
  bench.keep("all of it\n", 10);
  const auto kept = bench.cache.find(bench.run, {out})->stdout_path;
  std::ofstream(kept, std::ios::app) << "x";
  CHECK_FALSE(bench.cache.find(bench.run, {out}));
  std::ofstream(bench.folder.path() / "logs/train-1/index.json") << "{]";
  CHECK_FALSE(bench.cache.find(bench.run, {out}));
  bench.keep("all of it\n", 10);
  CHECK(bench.cache.find(bench.run, {out}));
}

TEST_CASE("a log that began anew, or is too large, is not kept; nothing is left behind") {
  Bench bench;
  {
    LogCache::Recording recording(bench.cache, bench.run);
    for (int i = 0; i < 2; ++i)
      recording.take({.path = out, .offset = 0, .bytes = "again", .utc_offset = Seconds{0}});
    recording.keep({out}, {{out, "1:2", 5}});
  }
  CHECK_FALSE(bench.cache.find(bench.run, {out}));
  {
    LogCache::Recording recording(bench.cache, bench.run);
    const std::string much(LogCache::run_limit + 1, 'x');
    recording.take({.path = out, .offset = 0, .bytes = much, .utc_offset = Seconds{0}});
    recording.keep({out}, {{out, "1:2", much.size()}});
  }
  CHECK_FALSE(bench.cache.find(bench.run, {out}));
  CHECK(std::filesystem::is_empty(bench.folder.path() / "logs"));
}
