// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transfer/stream.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/files.hpp"

#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::test;
using transfer::Stream;
using transfer::upload_stream;

namespace {

constexpr std::uint64_t chunk = 4u << 20;

struct Bench {
  TestHost::Shell shell;
  TestHost host{TestHost::Files::sftp, shell};
  TemporaryDirectory folder;
  fs::path remote = folder.path() / "site/data set";
  transfer::UploadOptions options{.channels = 3, .journal = folder.path() / "journal", .name = "corpus"};
  TestObserver observer;
  std::string content = noise(2 * chunk + 12'345);

  /// A pipe that gives these bytes, fed by a thread.
  struct Feed {
    explicit Feed(std::string bytes) {
      int ends[2];
      REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
      out.reset(ends[0]);
      thread = std::thread([in = std::make_shared<UniqueFd>(ends[1]), data = std::move(bytes)] {
        for (std::size_t at = 0; at < data.size();) {
          const auto count = ::write(in->get(), data.data() + at, std::min<std::size_t>(data.size() - at, 100'000));
          if (count <= 0) return;
          at += static_cast<std::size_t>(count);
        }
      });
    }
    ~Feed() {
      out.reset();
      thread.join();
    }
    UniqueFd out;
    std::thread thread;
  };

  explicit Bench(TestHost::Shell kind = TestHost::Shell::yes) : shell(kind) { ::signal(SIGPIPE, SIG_IGN); }
  transfer::UploadResult send(Stream stream, const std::string& bytes) {
    Feed feed(bytes);
    stream.descriptor = feed.out.get();
    stream.file = "big.tar";
    return upload_stream(host, stream, remote, options, observer);
  }
  fs::path file() const { return remote / "big.tar"; }
  fs::path part() const { return remote / "big.tar.aifactory-part"; }
  /// A run that ends in the middle: the source breaks off after so many bytes.
  void break_off(const Stream& stream, std::size_t after) {
    Stream broken = stream;
    broken.ended = [] { throw Error{{.kind = ErrorKind::try_again, .what = "cut"}}; };
    CHECK_THROWS_AS(send(broken, content.substr(stream.offset, after)), Error);
    CHECK(fs::exists(part()));
    CHECK(!fs::exists(file()));
  }
};

}  // namespace

TEST_CASE("a stream of unknown length becomes a file with a manifest") {
  Bench bench;
  const auto size = GENERATE(as<std::size_t>(), 1, 4u << 20, (8u << 20) + 12'345);
  bench.content.resize(size);
  const auto result = bench.send({}, bench.content);
  CHECK(read_file(bench.file()) == bench.content);
  CHECK(mode_of(bench.file()) == 0640);
  CHECK(mode_of(bench.remote) == 0750);
  CHECK(!fs::exists(bench.part()));
  CHECK(result.proved);
  CHECK(result.files_sent == 1);
  CHECK(result.bytes_sent == size);
  const auto manifest = transfer::remote_manifest(bench.host, bench.remote);
  REQUIRE(manifest);
  CHECK(manifest->name == "corpus");
  REQUIRE(manifest->entries.size() == 1);
  CHECK(manifest->entries[0].hash.hex() == sha256_hex(bench.content));
  CHECK(transfer::verify(bench.host, bench.remote, *manifest).empty());
  CHECK(bench.observer.never_fell);
  CHECK(bench.observer.moved_bytes == size);
}

TEST_CASE("a stream to a host without a shell is proved by reading it back") {
  Bench bench(TestHost::Shell::no);
  CHECK(bench.send({}, bench.content).proved);
  CHECK(read_file(bench.file()) == bench.content);
}

TEST_CASE("an empty stream is a failed command, not a dataset") {
  Bench bench;
  CHECK(failure_of([&] { bench.send({}, ""); }).kind == ErrorKind::bad_input);
  CHECK(!fs::exists(bench.file()));
}

TEST_CASE("the same stream once more sends only what is missing") {
  Bench bench;
  bench.break_off({}, chunk + 100);
  const auto result = bench.send({}, bench.content);
  CHECK(read_file(bench.file()) == bench.content);
  CHECK(result.bytes_sent == bench.content.size() - chunk);
}

TEST_CASE("another stream takes nothing from the one before") {
  Bench bench;
  bench.break_off({}, bench.content.size());
  const auto other = noise(chunk + 7, 5);
  CHECK(bench.send({}, other).bytes_sent == other.size());
  CHECK(read_file(bench.file()) == other);
}

TEST_CASE("a named source goes on where it was broken off") {
  Bench bench;
  const std::string sha256 = GENERATE(as<std::string>(), "given", "");
  Stream stream{.file = "big.tar", .source = "https://example.org/big.tar \"v1\"", .size = bench.content.size()};
  if (!sha256.empty()) stream.sha256 = sha256_hex(bench.content);
  CHECK(transfer::stream_resumable(bench.host, bench.remote, stream, bench.options) == 0);
  bench.break_off(stream, 2 * chunk + 5);
  Stream other = stream;
  other.source += "2";
  CHECK(transfer::stream_resumable(bench.host, bench.remote, other, bench.options) == 0);
  stream.offset = transfer::stream_resumable(bench.host, bench.remote, stream, bench.options);
  CHECK(stream.offset == 2 * chunk);
  const auto result = bench.send(stream, bench.content.substr(stream.offset));
  CHECK(read_file(bench.file()) == bench.content);
  CHECK(result.bytes_sent <= bench.content.size() - 2 * chunk);
  CHECK(result.manifest.entries.at(0).hash.hex() == sha256_hex(bench.content));
  stream.offset = 0;
  CHECK(transfer::stream_already_there(bench.host, bench.remote, stream, bench.options));
  other.sha256.clear();
  CHECK(!transfer::stream_already_there(bench.host, bench.remote, other, bench.options));
  fs::resize_file(bench.file(), 10);
  CHECK(!transfer::stream_already_there(bench.host, bench.remote, stream, bench.options));
}

TEST_CASE("what was sent before and is spoilt there is noticed") {
  Bench bench;
  Stream stream{.file = "big.tar", .source = "v1"};
  bench.break_off(stream, 2 * chunk);
  {
    std::fstream spoil(bench.part(), std::ios::in | std::ios::out | std::ios::binary);
    spoil.seekp(100).put('!').put('?');
  }
  stream.offset = transfer::stream_resumable(bench.host, bench.remote, stream, bench.options);
  REQUIRE(stream.offset == 2 * chunk);
  CHECK(failure_of([&] { bench.send(stream, bench.content.substr(stream.offset)); }).kind == ErrorKind::io);
  CHECK(!fs::exists(bench.file()));
  stream.offset = 0;
  CHECK(transfer::stream_resumable(bench.host, bench.remote, stream, bench.options) == 0);
  bench.send(stream, bench.content);
  CHECK(read_file(bench.file()) == bench.content);
}

TEST_CASE("data of another checksum leave nothing behind") {
  Bench bench;
  write(bench.folder.path() / "x", "x");
  const auto failure = failure_of([&] { bench.send({.sha256 = sha256_hex("other")}, bench.content); });
  CHECK(failure.kind == ErrorKind::bad_input);
  CHECK(failure.why.find(sha256_hex(bench.content)) != std::string::npos);
  CHECK(!fs::exists(bench.file()));
  CHECK(!fs::exists(bench.part()));
}

TEST_CASE("a stream that is shorter than an earlier attempt leaves no tail") {
  Bench bench;
  bench.break_off({}, bench.content.size());
  bench.content.resize(chunk + 1);
  bench.send({}, bench.content);
  CHECK(read_file(bench.file()) == bench.content);
}

TEST_CASE("a stream's file name stays in its folder") {
  Bench bench;
  for (const char* name : {"", "..", "a/b", "../x", "x.aifactory-part"})
    CHECK(failure_of([&] {
            upload_stream(bench.host, {.descriptor = 0, .file = name}, bench.remote, bench.options, bench.observer);
          }).kind == ErrorKind::bad_input);
}
