// SPDX-License-Identifier: Apache-2.0
#include "aifactory/dataset/dataset.hpp"

#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

#include <nlohmann/json.hpp>

#include <fcntl.h>

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::test;
using dataset::Datasets;

namespace {

/// Allows one session: no program and no second file channel beside a file channel.
class OneSession final : public transport::Host {
 public:
  explicit OneSession(transport::Host& host) : host_(host) {}
  const std::string& name() const override { return host_.name(); }
  std::unique_ptr<transport::Channel> start(std::string_view script) override {
    refuse_second();
    return host_.start(script);
  }
  std::unique_ptr<transport::FileChannel> open_files() override {
    refuse_second();
    return std::make_unique<Files>(host_.open_files(), in_use_);
  }

 private:
  class Files final : public transport::FileChannel {
   public:
    Files(std::unique_ptr<FileChannel> files, bool& in_use) : files_(std::move(files)), in_use_(in_use) {
      in_use = true;
    }
    ~Files() override { in_use_ = false; }
    transport::RequestId submit(const transport::Request& request) override { return files_->submit(request); }
    std::vector<transport::Reply> receive() override { return files_->receive(); }
    std::size_t in_flight() const override { return files_->in_flight(); }
    std::size_t unsent() const override { return files_->unsent(); }
    const transport::FileLimits& limits() const override { return files_->limits(); }
    pollfd poll_for() const override { return files_->poll_for(); }

   private:
    std::unique_ptr<FileChannel> files_;
    bool& in_use_;
  };

  void refuse_second() const {
    if (in_use_) throw Error{{.kind = ErrorKind::unavailable, .what = "the server allows one session"}};
  }

  transport::Host& host_;
  bool in_use_ = false;
};

struct Bench {
  TestHost::Shell shell = GENERATE(TestHost::Shell::yes, TestHost::Shell::no);
  TestHost host{TestHost::Files::sftp, shell};
  TemporaryDirectory folder;
  fs::path root = folder.path() / "site root";
  config::SiteProfile site;
  TestObserver observer;
  config::Dataset corpus{.name = "corpus",
                         .path = folder.path() / "data",
                         .licence = "CC-BY-4.0",
                         .source = "https://example.org/corpus",
                         .description = "Two\nlines, \"quoted\"",
                         .personal_data = "none",
                         .agreement = "",
                         .exclude = {"*.tmp"}};
  Bench() {
    site.id = "lab";
    fs::create_directories(corpus.path / "sub");
    write(corpus.path / "a", "aaa");
    write(corpus.path / "sub/b", "bb");
    write(corpus.path / "x.tmp", "left out");
    fs::permissions(corpus.path / "a", fs::perms(0666));
    fs::last_write_time(corpus.path / "a", fs::file_time_type::clock::now() - std::chrono::hours(3));
  }
  Datasets datasets() { return Datasets(host, site, root); }
  dataset::UploadReport upload() { return datasets().upload(corpus, {.journal = folder.path() / "journal"}, observer); }
};

}  // namespace

TEST_CASE("a dataset is sent, listed, shown, verified, fetched and removed") {
  Bench bench;
  auto datasets = bench.datasets();
  CHECK(datasets.list().empty());
  const auto report = bench.upload();
  CHECK(report.placed.path == (bench.root / "datasets/corpus").string());
  CHECK(report.transfer.files_sent == 2);
  const auto list = datasets.list();
  REQUIRE(list.size() == 1);
  CHECK(list[0].name == "corpus");
  CHECK(list[0].site == "lab");
  CHECK(list[0].files == 2);
  CHECK(list[0].bytes == 5);
  CHECK(list[0].fingerprint == report.placed.fingerprint);
  CHECK(list[0].uploaded == report.placed.uploaded);
  CHECK(list[0].card.licence == "CC-BY-4.0");
  CHECK(list[0].card.description == bench.corpus.description);
  CHECK(list[0].card.personal_data == "none");
  CHECK(datasets.show("corpus").path == report.placed.path);
  CHECK(datasets.verify("corpus").empty());
  write(bench.root / "datasets/corpus/a", "AAA");
  REQUIRE(datasets.verify("corpus").size() == 1);
  bench.upload();
  CHECK(datasets.verify("corpus").empty());
  datasets.remove("corpus");
  CHECK(datasets.list().empty());
  CHECK(fs::is_empty(bench.root / "datasets"));
}

TEST_CASE("what was sent comes home") {
  Bench bench;
  bench.upload();
  bench.datasets().download("corpus", bench.folder.path() / "home", {.journal = bench.folder.path() / "journal"},
                            bench.observer);
  CHECK(read_file(bench.folder.path() / "home/sub/b") == "bb");
}

TEST_CASE("a dataset is for the group, never for everybody") {
  Bench bench;
  bench.upload();
  CHECK(mode_of(bench.root / "datasets/corpus") == 0750);
  CHECK(mode_of(bench.root / "datasets/corpus/a") == 0640);
  CHECK(mode_of(bench.root / "datasets/corpus.card.json") == 0640);
  CHECK(mode_of(bench.root / "datasets/corpus.manifest") == 0640);
}

TEST_CASE("the group of the project's folder is handed on, whatever the umask") {
  Bench bench;
  fs::create_directories(bench.root);
  REQUIRE(::chmod(bench.root.c_str(), 02770) == 0);
  const auto before = ::umask(077);
  bench.upload();
  ::umask(before);
  CHECK(mode_of(bench.root / "datasets") == 02750);
  CHECK(mode_of(bench.root / "datasets/corpus") == 02750);
  CHECK(mode_of(bench.root / "datasets/corpus/sub") == 02750);
  CHECK(mode_of(bench.root / "datasets/corpus/sub/b") == 0640);
  CHECK(bench.upload().transfer.files_sent == 0);
  CHECK(mode_of(bench.root / "datasets/corpus/sub") == 02750);
}

TEST_CASE("personal data goes nowhere without an agreement") {
  Bench bench;
  bench.corpus.personal_data = GENERATE(as<std::string>(), "pseudonymised", "personal", "special");
  const auto failure = failure_of([&] { bench.upload(); });
  CHECK(failure.kind == ErrorKind::not_permitted);
  CHECK(failure.what.find(bench.corpus.personal_data) != std::string::npos);
  CHECK(failure.hint.find("agreement") != std::string::npos);
  CHECK(bench.host.channels == 0);
  bench.corpus.agreement = "DPA 2026-17";
  CHECK(bench.upload().placed.card.personal_data == bench.corpus.personal_data);
}

TEST_CASE("the card is Croissant metadata") {
  Bench bench;
  bench.upload();
  const auto path = bench.root / "datasets/corpus.card.json";
  const auto card = nlohmann::json::parse(read_file(path));
  CHECK(card["@type"] == "sc:Dataset");
  CHECK(card["conformsTo"] == "http://mlcommons.org/croissant/1.0");
  CHECK(card["@context"]["fileSet"] == "cr:fileSet");
  CHECK(card["@context"]["recordSet"] == "cr:recordSet");
  CHECK(card["license"] == "CC-BY-4.0");
  CHECK(card["url"] == "https://example.org/corpus");
  CHECK(card["distribution"][0]["sha256"] == sha256_of_file(bench.root / "datasets/corpus.manifest"));
}

TEST_CASE("names that lead elsewhere are refused") {
  Bench bench;
  bench.upload();
  const auto name = GENERATE(as<std::string>(), "", ".", "..", "../corpus", "a/b", "-rf", ".hidden", "corpus/", "a b",
                             "x.manifest", "x.card.json");
  CHECK(failure_of([&] { bench.datasets().path_of(name); }).kind == ErrorKind::bad_input);
  CHECK(failure_of([&] { bench.datasets().remove(name); }).kind == ErrorKind::no_input);
  CHECK(fs::exists(bench.root / "datasets/corpus/a"));
}

TEST_CASE("a missing dataset is named with its nearest neighbour") {
  Bench bench;
  bench.upload();
  const auto failure = failure_of([&] { bench.datasets().show("copus"); });
  CHECK(failure.kind == ErrorKind::no_input);
  CHECK(failure.what.find("corpus") != std::string::npos);
  CHECK(failure_of([&] { bench.datasets().verify("nothing"); }).kind == ErrorKind::no_input);
}

TEST_CASE("what others left beside the datasets does not disturb the list") {
  Bench bench;
  bench.upload();
  write(bench.root / "datasets/broken.manifest", "not JSON\n");
  write(bench.root / "datasets/empty.manifest", "");
  write(bench.root / "datasets/bad name.manifest", "x");
  write(bench.root / "datasets/corpus.card.json", "not JSON\r\n");
  const auto list = bench.datasets().list();
  REQUIRE(list.size() == 3);
  CHECK(list[0].name == "broken");
  CHECK(list[1].name == "corpus");
  CHECK(list[1].files == 2);
  CHECK(list[2].name == "empty");
}

TEST_CASE("a first upload that was broken off is listed as unfinished, and can be removed") {
  Bench bench;
  fs::create_directories(bench.root / "datasets/corpus");
  write(bench.root / "datasets/corpus/a.aifactory-part", "a");
  auto datasets = bench.datasets();
  REQUIRE(datasets.list().size() == 1);
  CHECK_FALSE(datasets.list()[0].finished);
  CHECK(failure_of([&] { datasets.verify("corpus"); }).kind == ErrorKind::no_input);
  bench.upload();
  CHECK(datasets.list()[0].finished);
  fs::remove(bench.root / "datasets/corpus.manifest");
  datasets.remove("corpus");
  CHECK(datasets.list().empty());
}

TEST_CASE("a copy here is compared with what was uploaded") {
  Bench bench;
  bench.upload();
  auto datasets = bench.datasets();
  fs::remove(bench.corpus.path / "x.tmp");
  CHECK(datasets.verify_copy("corpus", bench.corpus.path).empty());
  write(bench.corpus.path / "sub/b", "BB");
  write(bench.corpus.path / "new", "");
  fs::remove(bench.corpus.path / "a");
  std::string found;
  for (const auto& difference : datasets.verify_copy("corpus", bench.corpus.path))
    found += difference.path + ' ';
  CHECK(found == "a new sub/b ");
}

TEST_CASE("what an earlier upload left beside a stream is told") {
  Bench bench;
  bench.upload();
  write(bench.root / "datasets/corpus/half.aifactory-part", "h");
  const auto send = [&](const std::string& file) {
    write(bench.folder.path() / "bytes", "bytes");
    const UniqueFd in(::open((bench.folder.path() / "bytes").c_str(), O_RDONLY | O_CLOEXEC));
    return bench.datasets().upload_stream(bench.corpus, {.descriptor = in.get(), .file = file},
                                          {.journal = bench.folder.path() / "journal"}, bench.observer);
  };
  CHECK(send("one.tar").beside == std::vector<std::string>{"a", "sub"});
  CHECK(send("two.tar").beside == std::vector<std::string>{"a", "one.tar", "sub"});
  bench.datasets().remove("corpus");
  CHECK(send("one.tar").beside.empty());
}

TEST_CASE("removing takes one session") {
  Bench bench;
  bench.upload();
  OneSession host{bench.host};
  Datasets(host, bench.site, bench.root).remove("corpus");
  CHECK_FALSE(fs::exists(bench.root / "datasets/corpus"));
}

TEST_CASE("removing follows no symlink") {
  Bench bench;
  bench.upload();
  fs::create_directories(bench.folder.path() / "precious/sub");
  write(bench.folder.path() / "precious/sub/file", "x");
  fs::create_directory_symlink(bench.folder.path() / "precious", bench.root / "datasets/corpus/link");
  bench.datasets().remove("corpus");
  CHECK_FALSE(fs::exists(bench.root / "datasets/corpus"));
  CHECK(fs::exists(bench.folder.path() / "precious/sub/file"));
}
