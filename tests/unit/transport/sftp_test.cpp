// SPDX-License-Identifier: Apache-2.0
#include "transport/sftp/sftp.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"
#include "transport/sftp/codec.hpp"
#include "transport/sftp/packet.hpp"

#include <algorithm>
#include <functional>
#include <random>

using namespace aifactory;
using namespace aifactory::transport;

namespace {

/// A server that says what the test wrote down, however it is asked, in pieces of a given size.
struct Script {
  std::string says;
  std::size_t piece = 7;
  bool ends = false;
  std::string err = {};
  std::vector<std::size_t>* writes = nullptr;  ///< told how much comes at once
};

class ScriptedServer final : public Channel {
 public:
  explicit ScriptedServer(Script script) : script_(std::move(script)) {}
  std::size_t write(std::span<const std::byte> bytes) override {
    if (script_.writes) script_.writes->push_back(bytes.size());
    return bytes.size();
  }
  void finish_writing() override {}
  Arrival read(std::span<std::byte> into) override {
    if (!script_.err.empty()) return hand(script_.err, into, Arrival::Kind::err);
    if (!script_.says.empty()) return hand(script_.says, into, Arrival::Kind::out);
    return {script_.ends ? Arrival::Kind::end : Arrival::Kind::nothing_yet, 0};
  }
  const Ending& ending() const override { return ending_; }
  void send_signal(std::string_view) override {}
  pollfd poll_for() const override { return {.fd = -1, .events = 0, .revents = 0}; }

 private:
  Arrival hand(std::string& from, std::span<std::byte> into, Arrival::Kind kind) {
    const auto size = std::min({into.size(), from.size(), script_.piece});
    std::transform(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(size), into.begin(),
                   [](char c) { return static_cast<std::byte>(c); });
    from.erase(0, size);
    return {kind, size};
  }
  Script script_;
  Ending ending_;
};

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A packet from its body's parts.
std::string packet(const std::function<void(sftp::Writer&)>& fill) {
  std::vector<std::byte> body, whole;
  sftp::Writer writer(body);
  fill(writer);
  sftp::Writer(whole).bytes(body);
  return text_of(whole);
}

std::string greeting() {
  return packet([](auto& w) { w.u8(2).u32(3).string("posix-rename@openssh.com").string("1"); });
}

std::string status(RequestId id, std::uint32_t code, std::string_view message = "as it is") {
  return packet([&](auto& w) { w.u8(101).u32(id).u32(code).string(message).string("en"); });
}

std::unique_ptr<FileChannel> talk(Script script) {
  return make_sftp(std::make_unique<ScriptedServer>(std::move(script)));
}

/// The kind of error that one request against such a server ends in.
ErrorKind failure_of(Script script, const Request& request = request::Stat{.path = "/x"}) {
  const auto files = talk(std::move(script));
  try {
    files->submit(request);
    files->receive();
    files->receive();
  } catch (const Error& error) {
    return error.kind();
  }
  FAIL("the server was believed");
  return ErrorKind::bug;
}

}  // namespace

TEST_CASE("a server that never greets is not waited for without end") {
  const auto files =
      make_sftp(std::make_unique<ScriptedServer>(Script{.says = "loading modules"}), std::chrono::seconds(0));
  files->submit(request::Stat{.path = "/x"});
  try {
    files->receive();
    FAIL("it was waited for");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unavailable);
    CHECK(error.failure().why.find("loading modules") != std::string::npos);
  }
}

TEST_CASE("answers are matched by id, in any order") {
  const auto files = talk({.says = greeting() + status(2, 3) + status(1, 2) + status(3, 0)});
  files->submit(request::Remove{.path = "a"});
  files->submit(request::Remove{.path = "b"});
  files->submit(request::Remove{.path = "c"});
  const auto replies = files->receive();
  REQUIRE(replies.size() == 3);
  CHECK(replies[0].id == 2);
  CHECK(replies[0].status == FileStatus::permission_denied);
  CHECK(replies[0].message == "as it is");
  CHECK(replies[1].status == FileStatus::no_such_file);
  CHECK(replies[2].status == FileStatus::ok);
  CHECK(files->in_flight() == 0);
}

TEST_CASE("small requests leave together, large ones at once") {
  std::vector<std::size_t> writes;
  const auto files = talk({.says = greeting(), .writes = &writes});
  files->receive();
  writes.clear();
  for (int i = 0; i < 100; ++i)
    files->submit(request::Open{.path = "a"});
  CHECK(writes.empty());
  CHECK((files->poll_for().events & POLLOUT) != 0);
  files->receive();
  CHECK(writes.size() == 1);
  CHECK(files->unsent() == 0);
  CHECK((files->poll_for().events & POLLOUT) == 0);
  const std::vector<std::byte> bytes(32'768);
  files->submit(request::Write{.handle = "h", .bytes = bytes});
  CHECK(writes.size() == 2);
}

TEST_CASE("noise of login shells before the greeting is passed over") {
  const auto noise = GENERATE(std::string("Welcome to the machine\n"), std::string(65'000, '!'),
                              std::string("\0\0\0\5\2\0\0\0\4", 9), std::string("\0\0\0", 3), std::string("\n\n\2\3"));
  const auto files = talk({.says = noise + greeting() + status(1, 0), .piece = 1000});
  files->submit(request::Remove{.path = "a"});
  CHECK(files->receive().size() == 1);
}

TEST_CASE("endless noise is a protocol error, and so is a program that is no server") {
  CHECK(failure_of({.says = std::string(70'000, 'x'), .piece = 4096}) == ErrorKind::protocol);
  CHECK(failure_of({.says = "This account is disabled.\n", .ends = true}) == ErrorKind::unavailable);
  CHECK(failure_of({.says = "", .ends = true, .err = "subsystem request failed"}) == ErrorKind::unavailable);
  CHECK(failure_of({.says = greeting(), .ends = true}) == ErrorKind::try_again);
}

TEST_CASE("nonsense after the greeting is a protocol error") {
  const auto nonsense = GENERATE(values<std::string>({
      status(7, 0),                                                               // never asked
      status(1, 0),                                                               // OK without the attributes
      packet([](auto& w) { w.u8(101).u32(1); }),                                  // a status without a code
      packet([](auto& w) { w.u8(105).u32(1).u32(1).u32(9); }),                    // half a size
      packet([](auto& w) { w.u8(103).u32(1).string("data"); }),                   // another type
      packet([](auto& w) { w.u8(250).u32(1); }),                                  // no type at all
      packet([](auto& w) { w.u8(105).u32(1).u32(0x80000000).u32(0xffffffff); }),  // 4 billion extensions
      packet([](auto& w) { w.u8(101).u32(1).u32(4).u32(0xfffffff0).u8(0); }),     // a string beyond the end
      std::string("\0\0\0\0", 4),                                                 // an empty packet
      std::string("\x7f\xff\xff\xff", 4),                                         // 2 GiB
      std::string("\0\x10\0\1", 4),                                               // one byte above 1 MiB
      packet([](auto& w) { w.u8(101); }),                                         // no id
  }));
  CHECK(failure_of({.says = greeting() + nonsense}) == ErrorKind::protocol);
}

TEST_CASE("an answer that comes twice is a protocol error") {
  CHECK(failure_of({.says = greeting() + status(1, 2) + status(1, 2)}) == ErrorKind::protocol);
}

TEST_CASE("more bytes of a file than were asked for are a protocol error") {
  const auto data = packet([](auto& w) { w.u8(103).u32(1).string("12345"); });
  const request::Read read{.handle = "h", .offset = 0, .size = 4};
  CHECK(failure_of({.says = greeting() + data}, read) == ErrorKind::protocol);
}

TEST_CASE("counts that cannot be true are refused without memory for them") {
  const auto names = packet([](auto& w) { w.u8(104).u32(1).u32(0xffffffff).string("a").string("a").u32(0); });
  CHECK(failure_of({.says = greeting() + names}, request::ReadDirectory{.handle = "h"}) == ErrorKind::protocol);
  CHECK(failure_of({.says = greeting() + names}, request::ReadLink{.path = "p"}) == ErrorKind::protocol);
}

TEST_CASE("a status without text, as old servers send it, is understood") {
  const auto files = talk({.says = greeting() + packet([](auto& w) { w.u8(101).u32(1).u32(4); })});
  files->submit(request::Remove{.path = "a"});
  const auto replies = files->receive();
  REQUIRE(replies.size() == 1);
  CHECK(replies[0].status == FileStatus::failure);
  CHECK(replies[0].message.empty());
}

TEST_CASE("names of a folder come without . and .., otherwise unchanged") {
  const auto names = packet([](auto& w) {
    w.u8(104).u32(1).u32(3);
    for (const auto* name : {"..", "../../x", "."})
      w.string(name).string("long").u32(4).u32(0100644);
  });
  const auto files = talk({.says = greeting() + names});
  files->submit(request::ReadDirectory{.handle = "h"});
  const auto replies = files->receive();
  REQUIRE(replies.at(0).entries.size() == 1);
  CHECK(replies[0].entries[0].name == "../../x");
  CHECK(replies[0].entries[0].attributes.is_regular());
}

TEST_CASE("limits are taken from the server within reason") {
  const auto limits = [](std::uint64_t read, std::uint64_t write) {
    const auto whole = packet([&](auto& w) { w.u8(201).u32(0).u64(262144).u64(read).u64(write).u64(100); });
    const auto bytes = std::as_bytes(std::span(whole));
    return sftp::decode_limits(bytes.subspan(4));
  };
  CHECK(limits(261120, 261120).write_size == 261120);
  CHECK(limits(0, 0).write_size == 32768);
  CHECK(limits(~0ull, 1).read_size == 261120);
  CHECK(limits(~0ull, 1).write_size == 1024);
  CHECK(limits(1, 1).open_handles == 100);
}

TEST_CASE("a rename replaces where the server can") {
  const auto encoded = [](bool posix) {
    std::vector<std::byte> out;
    sftp::encode(5, request::Rename{.from = "a", .to = "b"}, {.posix_rename = posix}, out);
    return text_of(out);
  };
  CHECK(encoded(false) == std::string("\0\0\0\x0f\x12\0\0\0\5\0\0\0\1a\0\0\0\1b", 19));
  CHECK(encoded(true).find("posix-rename@openssh.com") != std::string::npos);
}

TEST_CASE("a path with a NUL is refused and leaves nothing behind") {
  std::vector<std::byte> out;
  CHECK_THROWS_AS(sftp::encode(1, request::Remove{.path = std::string("a\0b", 3)}, {}, out), Error);
  CHECK_THROWS_AS(sftp::encode(1, request::Remove{.path = std::string(1 << 20, 'a')}, {}, out), Error);
  CHECK(out.empty());
}

TEST_CASE("random bytes never do more than raise an error") {
  std::mt19937 random(20261120);
  for (int round = 0; round < 3000; ++round) {
    std::string noise(random() % 64, '\0');
    for (auto& c : noise)
      c = static_cast<char>(random() % 4 ? random() % 8 : random());
    const auto framed = packet([&](auto& w) {
      w.u8(static_cast<std::uint8_t>(101 + random() % 5)).u32(1);
      for (const char c : noise)
        w.u8(static_cast<std::uint8_t>(c));
    });
    const auto files = talk({.says = greeting() + (round % 2 ? framed : noise), .piece = 1 + random() % 40});
    files->submit(request::ReadDirectory{.handle = "h"});
    try {
      files->receive();
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::protocol);
    }
  }
}
