// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/fetch.hpp"

#include "aifactory/base/files.hpp"

#include "support/catch.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::test;

namespace {

struct Bench {
  TestHost host{TestHost::Files::sftp};
  TemporaryDirectory folder;
  fs::path root = folder.path() / "site";
  fs::path to = folder.path() / "results";
  job::Run run;
  TestObserver observer;
  std::vector<std::string> replaced;
  Bench() {
    run.name = "train-7f3k";
    run.folder = (root / "runs/train-7f3k").string();
    run.code_snapshot = "c0de";
    fs::create_directories(root / "code");
    fs::create_directories(folder.path() / "code");
    write(folder.path() / "code/train.py", "print()");
    transfer::upload(host, folder.path() / "code", (root / "code/c0de").string(), {}, observer);
    fs::create_directories(fs::path(run.folder) / "work/ckpt/1");
    fs::copy_file(root / "code/c0de/train.py", work() / "train.py");
    fs::last_write_time(work() / "train.py", fs::last_write_time(root / "code/c0de/train.py"));
    write(work() / "ckpt/1/model.pt", noise(300'000));
    write(work() / "metrics.jsonl", "{}\n");
    write(fs::path(run.folder) / "stdout.log", "hello\n");
    write(fs::path(run.folder) / "job.sh", "internal");
  }
  fs::path work() const { return fs::path(run.folder) / "work"; }
  job::Fetched fetch(std::vector<std::string> patterns = {}, bool dry_run = false) {
    return job::fetch(host, run, root.string(),
                      {.to = to,
                       .patterns = std::move(patterns),
                       .state = folder.path() / "state",
                       .dry_run = dry_run,
                       .replaces =
                           [this](const std::vector<std::string>& paths) {
                             replaced = paths;
                             throw Error{{.kind = ErrorKind::cannot_create, .what = "differs"}};
                           }},
                      observer);
  }
  static std::string paths_of(const job::Fetched& fetched) {
    std::string all;
    for (const auto& entry : fetched.files)
      all += entry.path + " ";
    return all;
  }
};

}  // namespace

TEST_CASE("results come home: work and logs, without the code that is as it was") {
  Bench bench;
  const auto fetched = bench.fetch();
  CHECK(Bench::paths_of(fetched) == "ckpt/1/model.pt metrics.jsonl stdout.log ");
  CHECK(fetched.proved);
  CHECK(read_file(bench.to / "stdout.log") == "hello\n");
  CHECK(read_file(bench.to / "ckpt/1/model.pt") == noise(300'000));
  CHECK(!fs::exists(bench.to / "train.py"));
  CHECK(!fs::exists(bench.to / "job.sh"));
  CHECK(bench.fetch().files_sent == 0);
}

TEST_CASE("patterns choose, as in .gitignore") {
  Bench bench;
  CHECK(Bench::paths_of(bench.fetch({"ckpt/"}, true)) == "ckpt/1/model.pt ");
  CHECK(Bench::paths_of(bench.fetch({"*.pt", "*.py"}, true)) == "ckpt/1/model.pt train.py ");
  CHECK(!fs::exists(bench.to));
  CHECK_THROWS_AS(bench.fetch({"*.gguf"}), Error);
  bench.fetch({"*.jsonl"});
  CHECK(!fs::exists(bench.to / "ckpt"));
}

TEST_CASE("a file of one's own is not replaced unasked, an older result is") {
  Bench bench;
  bench.fetch();
  write(bench.work() / "metrics.jsonl", "{}\n{}\n");
  CHECK(bench.fetch().files_sent == 1);
  CHECK(read_file(bench.to / "metrics.jsonl") == "{}\n{}\n");
  write(bench.to / "metrics.jsonl", "my notes");
  CHECK_THROWS_AS(bench.fetch(), Error);
  CHECK(bench.replaced == std::vector<std::string>{"metrics.jsonl"});
  CHECK(read_file(bench.to / "metrics.jsonl") == "my notes");
}

TEST_CASE("a link that leads out of the results is left out") {
  Bench bench;
  fs::create_symlink("/etc/passwd", bench.work() / "passwd");
  fs::create_symlink("metrics.jsonl", bench.work() / "latest");
  const auto fetched = bench.fetch();
  CHECK(fetched.skipped == std::vector<std::string>{"passwd"});
  CHECK(fs::read_symlink(bench.to / "latest") == "metrics.jsonl");
}

TEST_CASE("a run without results says so") {
  Bench bench;
  fs::remove_all(bench.work());
  fs::create_directory(bench.work());
  fs::remove(fs::path(bench.run.folder) / "stdout.log");
  CHECK_THROWS_AS(bench.fetch(), Error);
}
