// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/files.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/transport/local.hpp"

#include "contract/files/server_process.hpp"
#include "support/catch.hpp"
#include "transport/sftp/sftp.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sys/stat.h>

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::transport;

namespace {

struct Maker {
  std::string name;
  std::function<std::unique_ptr<FileChannel>()> make;
};

std::unique_ptr<FileChannel> sftp(std::vector<std::string> options) {
  options.insert(options.begin(), test::sftp_server_program());
  return make_sftp(std::make_unique<test::ServerProcess>(std::move(options)));
}

std::vector<Maker> makers() {
  return {{"this machine", make_local_files},
          {"sftp-server", [] { return sftp({}); }},
          {"sftp-server without extensions", [] {
             return sftp({"-P", "limits,posix-rename,fsync"});
           }}};
}

/// One channel of each kind in a fresh folder.
struct Bench {
  TemporaryDirectory folder;
  Maker maker = GENERATE(from_range(makers()));
  std::unique_ptr<FileChannel> files = maker.make();
  std::string at(const std::string& name) const { return folder.path() / name; }
  Reply ask(const Request& request) const { return transport::ask(*files, request, 10); }
  void put(const std::string& name, const std::string& content) const { std::ofstream(at(name)) << content; }
};

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::string text(const std::vector<std::byte>& data) {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

std::map<RequestId, Reply> collect(FileChannel& files) {
  std::map<RequestId, Reply> replies;
  while (files.in_flight() > 0) {
    for (auto& reply : files.receive())
      replies.emplace(reply.id, std::move(reply));
    auto wait = files.poll_for();
    if (wait.fd >= 0 && files.in_flight() > 0) poll(&wait, 1, 5000);
  }
  return replies;
}

}  // namespace

TEST_CASE("a file is written, stated, read, renamed and removed") {
  Bench bench;
  INFO(bench.maker.name);
  const auto opened = bench.ask(request::Open{.path = bench.at("a"),
                                              .access = request::Access::read_write,
                                              .create = request::Create::exclusive,
                                              .mode = 0600});
  REQUIRE(opened.status == FileStatus::ok);
  CHECK(bench.ask(request::Write{.handle = opened.text, .offset = 3, .bytes = bytes("lo\0x")}).status ==
        FileStatus::ok);
  CHECK(bench.ask(request::Write{.handle = opened.text, .offset = 0, .bytes = bytes("hel")}).status == FileStatus::ok);
  CHECK(text(bench.ask(request::Read{.handle = opened.text, .offset = 1, .size = 3}).data) == "ell");
  CHECK(bench.ask(request::Read{.handle = opened.text, .offset = 99, .size = 3}).status == FileStatus::end_of_file);
  CHECK(bench.ask(request::SetHandleAttributes{.handle = opened.text, .attributes = {.mode = 0640, .modified = 1000}})
            .status == FileStatus::ok);
  const auto info = bench.ask(request::StatHandle{.handle = opened.text});
  CHECK(info.attributes.size == 5);
  CHECK((info.attributes.mode.value_or(0) & 07777) == 0640);
  CHECK(info.attributes.modified == 1000);
  CHECK(info.attributes.is_regular());
  CHECK(bench.ask(request::Close{.handle = opened.text}).status == FileStatus::ok);
  CHECK(bench.ask(request::Rename{.from = bench.at("a"), .to = bench.at("b")}).status == FileStatus::ok);
  CHECK(bench.ask(request::Stat{.path = bench.at("a")}).status == FileStatus::no_such_file);
  CHECK(bench.ask(request::SetAttributes{.path = bench.at("b"), .attributes = {.size = 2}}).status == FileStatus::ok);
  CHECK(read_file(bench.at("b")) == "he");
  CHECK(bench.ask(request::Remove{.path = bench.at("b")}).status == FileStatus::ok);
  CHECK_FALSE(fs::exists(bench.at("b")));
}

TEST_CASE("opening says why not") {
  Bench bench;
  INFO(bench.maker.name);
  bench.put("there", "x");
  CHECK(bench.ask(request::Open{.path = bench.at("missing")}).status == FileStatus::no_such_file);
  CHECK(bench.ask(request::Open{.path = bench.at("there/below")}).status == FileStatus::no_such_file);
  CHECK(bench
            .ask(request::Open{
                .path = bench.at("there"), .access = request::Access::write, .create = request::Create::exclusive})
            .status == FileStatus::failure);
  const auto truncated = bench.ask(
      request::Open{.path = bench.at("there"), .access = request::Access::write, .create = request::Create::truncate});
  CHECK(truncated.status == FileStatus::ok);
  CHECK(fs::file_size(bench.at("there")) == 0);
  CHECK(bench.ask(request::Close{.handle = "no handle"}).status != FileStatus::ok);
  CHECK(bench.ask(request::Write{.handle = "no handle", .bytes = bytes("x")}).status != FileStatus::ok);
}

TEST_CASE("folders are listed whole, with attributes and any bytes in names") {
  Bench bench;
  INFO(bench.maker.name);
  std::set<std::string> names = {"with\nnewline", "-", "\xff\xfe not UTF-8", " ", "*", "'\"$`\\"};
  for (int i = 0; i < 700; ++i)
    names.insert("file" + std::to_string(i));
  for (const auto& name : names)
    bench.put(name, "12345");
  const auto folder = bench.ask(request::OpenDirectory{.path = bench.folder.path()});
  REQUIRE(folder.status == FileStatus::ok);
  std::set<std::string> seen;
  for (auto batch = bench.ask(request::ReadDirectory{.handle = folder.text}); batch.status == FileStatus::ok;
       batch = bench.ask(request::ReadDirectory{.handle = folder.text})) {
    for (const auto& entry : batch.entries) {
      CHECK(entry.attributes.size == 5);
      seen.insert(entry.name);
    }
  }
  CHECK(seen == names);
  CHECK(bench.ask(request::Close{.handle = folder.text}).status == FileStatus::ok);
  CHECK(bench.ask(request::OpenDirectory{.path = bench.at("nowhere")}).status == FileStatus::no_such_file);
}

TEST_CASE("symlinks and folders are made, read and removed") {
  Bench bench;
  INFO(bench.maker.name);
  CHECK(bench.ask(request::MakeDirectory{.path = bench.at("d"), .mode = 0750}).status == FileStatus::ok);
  CHECK(bench.ask(request::MakeDirectory{.path = bench.at("d")}).status == FileStatus::failure);
  CHECK(bench.ask(request::MakeSymlink{.target = "d", .path = bench.at("link")}).status == FileStatus::ok);
  CHECK(fs::read_symlink(bench.at("link")) == "d");
  CHECK(bench.ask(request::ReadLink{.path = bench.at("link")}).text == "d");
  CHECK(bench.ask(request::Stat{.path = bench.at("link")}).attributes.is_symlink());
  CHECK(bench.ask(request::Stat{.path = bench.at("link"), .follow = true}).attributes.is_directory());
  CHECK(bench.ask(request::RealPath{.path = bench.at("link")}).text == fs::canonical(bench.at("d")));
  bench.put("d/f", "x");
  CHECK(bench.ask(request::RemoveDirectory{.path = bench.at("d")}).status == FileStatus::failure);
  CHECK(bench.ask(request::Remove{.path = bench.at("d/f")}).status == FileStatus::ok);
  CHECK(bench.ask(request::RemoveDirectory{.path = bench.at("d")}).status == FileStatus::ok);
}

TEST_CASE("many requests are in flight at once and each gets its own answer") {
  Bench bench;
  INFO(bench.maker.name);
  const std::string piece(20000, 'p');
  const auto opened = bench.ask(request::Open{
      .path = bench.at("big"), .access = request::Access::read_write, .create = request::Create::truncate});
  std::set<RequestId> writes;
  for (std::uint64_t i = 0; i < 300; ++i)
    writes.insert(
        bench.files->submit(request::Write{.handle = opened.text, .offset = i * piece.size(), .bytes = bytes(piece)}));
  CHECK(writes.size() == 300);
  const auto replies = collect(*bench.files);
  CHECK(replies.size() == 300);
  CHECK(std::all_of(replies.begin(), replies.end(), [](const auto& r) { return r.second.status == FileStatus::ok; }));
  CHECK(bench.files->unsent() == 0);
  CHECK(fs::file_size(bench.at("big")) == 300 * piece.size());
  std::map<RequestId, std::uint64_t> offsets;
  for (std::uint64_t i = 0; i < 300; ++i)
    offsets[bench.files->submit(request::Read{.handle = opened.text, .offset = i * piece.size(), .size = 20000})] = i;
  for (const auto& [id, reply] : collect(*bench.files))
    CHECK(text(reply.data) == piece);
}

TEST_CASE("whole small files are replaced in one step") {
  Bench bench;
  INFO(bench.maker.name);
  const auto content = GENERATE(std::string(), std::string("a\0b\n", 4), std::string(700'000, 'z'));
  bench.put("f", "old");
  write_remote_file(*bench.files, bench.at("f"), content, 0640);
  CHECK(read_remote_file(*bench.files, bench.at("f")) == content);
  struct stat info {};
  stat(bench.at("f").c_str(), &info);
  CHECK((info.st_mode & 07777) == 0640);
  CHECK(std::distance(fs::directory_iterator(bench.folder.path()), {}) == 1);  // no temporary file is left
}

TEST_CASE("errors of whole files name the path and the kind") {
  Bench bench;
  INFO(bench.maker.name);
  bench.put("large", std::string(5000, 'x'));
  const auto kind_of = [](const auto& act) {
    try {
      act();
    } catch (const Error& error) {
      return std::optional(error.kind());
    }
    return std::optional<ErrorKind>();
  };
  CHECK(kind_of([&] { read_remote_file(*bench.files, bench.at("none")); }) == ErrorKind::no_input);
  CHECK(kind_of([&] { read_remote_file(*bench.files, bench.at("large"), 4999); }) == ErrorKind::bad_input);
  CHECK(kind_of([&] { write_remote_file(*bench.files, bench.at("no/such/f"), "x"); }) == ErrorKind::no_input);
  CHECK(kind_of([&] { make_remote_directories(*bench.files, bench.at("large")); }) == ErrorKind::cannot_create);
}

TEST_CASE("folders are made with their parents, and again without complaint") {
  Bench bench;
  INFO(bench.maker.name);
  make_remote_directories(*bench.files, bench.at("a/b/c"));
  make_remote_directories(*bench.files, bench.at("a/b/c/"));
  CHECK(fs::is_directory(bench.at("a/b/c")));
  fs::create_directory_symlink(bench.at("a"), bench.at("link"));
  make_remote_directories(*bench.files, bench.at("link/b"));
}
