// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/digest.hpp"
#include "aifactory/dataset/dataset.hpp"

#include "dataset/pack/shards.hpp"
#include "dataset/pack/tar.hpp"
#include "support/catch.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <set>

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::dataset;
using namespace aifactory::test;
using transfer::Entry;
using transfer::EntryKind;

namespace {

std::vector<Entry> many(std::size_t count, std::uint64_t size) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < count; ++i)
    entries.push_back({.path = "file" + std::to_string(100'000 + i), .size = size, .modified_ns = 1});
  return entries;
}

std::set<std::string> names_of(const std::vector<Shard>& shards) {
  std::set<std::string> names;
  for (const Shard& shard : shards)
    names.insert(shard.name);
  return names;
}

/// As the site has it: times in seconds, nothing for everybody.
Tree masked(const fs::path& root) {
  Tree facts = tree_facts(root);
  for (auto& [path, fact] : facts)
    fact.mode &= 0750;
  return facts;
}

struct Bench {
  TestHost host{TestHost::Files::sftp};
  TemporaryDirectory folder;
  fs::path root = folder.path() / "site";
  config::SiteProfile site;
  TestObserver observer;
  config::Dataset corpus{.name = "corpus", .path = folder.path() / "data", .pack = config::Pack::tar};
  transfer::Compare compare = transfer::Compare::size_and_time;
  Bench() {
    ::signal(SIGPIPE, SIG_IGN);
    fs::create_directories(corpus.path / "sub/empty");
    write(corpus.path / "a", "aaa");
    write(corpus.path / ("sub/" + std::string(150, 'n')), noise(100'000));
    write(corpus.path / "sub/\xff\n'quoted'", "odd");
    write(corpus.path / "nothing", "");
    fs::create_symlink("sub/" + std::string(120, 'l'), corpus.path / "link");
  }
  fs::path there() const { return root / "datasets/corpus"; }
  transfer::UploadResult upload(bool dry_run = false) {
    return Datasets(host, site, root)
        .upload(corpus, {.compare = compare, .dry_run = dry_run, .journal = folder.path() / "journal"}, observer)
        .transfer;
  }
};

}  // namespace

TEST_CASE("shards: bounded, deterministic, complete") {
  const auto entries = many(5'000, 10'000);
  const ShardSizes sizes{.least = 1u << 20, .most = 4u << 20};
  const auto shards = plan_shards(entries, sizes);
  std::size_t count = 0;
  for (const Shard& shard : shards) {
    count += shard.entries.size();
    CHECK(shard.size <= sizes.most + 2 * tar_block);
    CHECK(is_shard_name(shard.name));
  }
  CHECK(count == entries.size());
  CHECK(shards.size() > 12);
  CHECK(names_of(plan_shards(entries, sizes)) == names_of(shards));
  CHECK(plan_shards({}).empty());
  CHECK(plan_shards(many(3, 10u << 20), sizes).size() == 3);
}

TEST_CASE("shards: what is added moves little of the rest") {
  auto entries = many(5'000, 10'000);
  const ShardSizes sizes{.least = 1u << 20, .most = 4u << 20};
  const auto before = names_of(plan_shards(entries, sizes));
  entries.insert(entries.begin(), {.path = "a new one", .size = 10});
  std::size_t same = 0;
  for (const auto& name : names_of(plan_shards(entries, sizes)))
    same += before.count(name);
  CHECK(same + 3 >= before.size());
  entries[2'000].modified_ns = 2;
  std::size_t still = 0;
  for (const auto& name : names_of(plan_shards(entries, sizes)))
    still += before.count(name);
  CHECK(still + 4 >= before.size());
}

TEST_CASE("shards: names are told from others") {
  CHECK(is_shard_name("shard-0123456789abcdef.tar"));
  for (const char* name :
       {"shard-.tar", "shard-0123456789abcdeF.tar", "shard-0123456789abcdef.tar.gz", "corpus.tar", ""})
    CHECK(!is_shard_name(name));
}

TEST_CASE("tar: sizes beyond octal") {
  const auto header = tar_header({.path = "big", .size = std::uint64_t{1} << 36});
  REQUIRE(header.size() == tar_block);
  CHECK(static_cast<unsigned char>(header[124]) == 0x80);
  CHECK(static_cast<unsigned char>(header[131]) == 0x10);
  CHECK(tar_padding(0) == 0);
  CHECK(tar_padding(1) == 511);
  CHECK(tar_padding(1024) == 0);
}

TEST_CASE("a packed dataset is unpacked by tar as it was, and its index points into it") {
  Bench bench;
  const auto result = bench.upload();
  CHECK(result.files_sent == 2);
  CHECK(result.proved);
  CHECK(Datasets(bench.host, bench.site, bench.root).verify("corpus").empty());
  fs::create_directory(bench.folder.path() / "out");
  const auto command = "cd '" + (bench.folder.path() / "out").string() + "' && for t in '" + bench.there().string() +
                       "'/shard-*.tar; do tar -xf \"$t\" || exit 1; done && diff -r --no-dereference . '" +
                       bench.corpus.path.string() + "'";
  CHECK(std::system(command.c_str()) == 0);
  std::istringstream index(read_file(bench.there() / "index.jsonl"));
  std::size_t lines = 0;
  for (std::string line; std::getline(index, line); ++lines) {
    const auto entry = nlohmann::json::parse(line);
    if (entry.value("path", "") != "a") continue;
    CHECK(entry["sha256"] == sha256_hex("aaa"));
    const auto archive = read_file(bench.there() / entry["shard"].get<std::string>());
    CHECK(archive.substr(entry["offset"].get<std::size_t>(), entry["size"].get<std::size_t>()) == "aaa");
  }
  CHECK(lines == 7);
}

TEST_CASE("an unchanged packed dataset is not sent again; a changed one replaces its archive") {
  Bench bench;
  const auto dry = bench.upload(true);
  CHECK(dry.files_sent == 2);
  CHECK(!fs::exists(bench.there()));
  bench.upload();
  const auto again = bench.upload();
  CHECK(again.files_sent == 0);
  CHECK(again.bytes_sent == 0);
  CHECK(again.manifest.entries.size() == 2);
  write(bench.corpus.path / "a", "other");
  const auto changed = bench.upload();
  CHECK(changed.files_sent == 2);
  CHECK(changed.files_removed == 1);
  CHECK(std::distance(fs::directory_iterator(bench.there()), fs::directory_iterator()) == 2);
  CHECK(Datasets(bench.host, bench.site, bench.root).verify("corpus").empty());
}

TEST_CASE("a damaged archive is found and sent again when contents are compared") {
  Bench bench;
  bench.upload();
  for (const auto& file : fs::directory_iterator(bench.there())) {
    auto text = read_file(file.path());
    text[20] = static_cast<char>(text[20] + 1);
    write(file.path(), text);
  }
  CHECK(bench.upload().files_sent == 0);
  bench.compare = transfer::Compare::content;
  CHECK(bench.upload().files_sent == 2);
  CHECK(Datasets(bench.host, bench.site, bench.root).verify("corpus").empty());
  CHECK(bench.upload().files_sent == 0);
}

TEST_CASE("archives give way to their files, each proved") {
  Bench bench;
  bench.upload();
  Datasets datasets(bench.host, bench.site, bench.root);
  SECTION("all is there afterwards, and counts as unchanged") {
    fs::create_directories(bench.root / "datasets");
    std::uint64_t files = 0;
    const auto placed = datasets.unpack(
        "corpus", [&](std::uint64_t count, std::uint64_t) { files = count; }, bench.observer);
    CHECK(files == 7);
    CHECK(placed.files == 4);
    CHECK(difference(tree_facts(bench.there()), masked(bench.corpus.path)) == "");
    CHECK(datasets.verify("corpus").empty());
    CHECK(datasets.show("corpus").fingerprint == placed.fingerprint);
    CHECK(std::distance(fs::directory_iterator(bench.root / "datasets"), fs::directory_iterator()) == 3);
    bench.corpus.pack = config::Pack::none;
    CHECK(bench.upload().files_sent == 0);
    CHECK_THROWS_AS(datasets.unpack("corpus", {}, bench.observer), Error);
  }
  SECTION("a damaged archive changes nothing") {
    for (const auto& file : fs::directory_iterator(bench.there()))
      if (file.path().extension() == ".tar") {
        auto text = read_file(file.path());
        text[text.find("aaa")] = 'b';
        write(file.path(), text);
      }
    CHECK_THROWS_AS(datasets.unpack("corpus", {}, bench.observer), Error);
    CHECK(fs::exists(bench.there() / "index.jsonl"));
    CHECK(datasets.show("corpus").finished);
    bench.compare = transfer::Compare::content;
    bench.upload();
    CHECK(datasets.unpack("corpus", {}, bench.observer).files == 4);
  }
  SECTION("what was unpacked of another state is no part of it") {
    const auto beside = bench.there().string() + ".unpacked.aifactory-part";
    write(fs::path(beside) / "stale", "of a file that is gone");
    write(bench.there().string() + ".unpacked-list.aifactory-part", std::string(64, '0') + "\n");
    datasets.unpack("corpus", {}, bench.observer);
    CHECK(datasets.verify("corpus").empty());
  }
  SECTION("what is broken off in the middle of the exchange goes on") {
    datasets.unpack("corpus", {}, bench.observer);
    auto manifest = *transfer::remote_manifest(bench.host, bench.there().string());
    manifest.whole = false;
    transfer::put_manifest(bench.host, bench.there().string(), manifest, 0640);
    fs::rename(bench.there(), bench.there().string() + ".unpacked.aifactory-part");
    CHECK_FALSE(datasets.show("corpus").finished);
    CHECK(datasets.unpack("corpus", {}, bench.observer).files == 4);
    CHECK(datasets.verify("corpus").empty());
  }
}

TEST_CASE("archives without their index are no whole dataset") {
  Bench bench;
  const auto in_the_way = bench.there() / "index.jsonl.aifactory-part";
  fs::create_directories(in_the_way);
  CHECK_THROWS_AS(bench.upload(), Error);
  Datasets datasets(bench.host, bench.site, bench.root);
  CHECK_FALSE(datasets.show("corpus").finished);
  CHECK_THROWS_AS(datasets.verify("corpus"), Error);
  CHECK_THROWS_AS(datasets.download("corpus", bench.folder.path() / "home", {}, bench.observer), Error);
  fs::remove(in_the_way);
  CHECK(bench.upload().files_sent == 1);
  CHECK(datasets.show("corpus").finished);
}

TEST_CASE("what lies there unpacked is not packed beside it") {
  Bench bench;
  bench.corpus.pack = config::Pack::none;
  bench.upload();
  bench.corpus.pack = config::Pack::tar;
  CHECK_THROWS_AS(bench.upload(), Error);
  bench.corpus.path = bench.corpus.path / "a";
  CHECK_THROWS_AS(bench.upload(), Error);
}
