// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"

#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "transport/signal_names.hpp"
#include "transport/stream/ending_text.hpp"
#include "transport/stream/inbox.hpp"
#include "transport/stream/outbox.hpp"
#include "transport/stream/socket.hpp"
#include "transport/stream/stream_channel.hpp"

#include <csignal>
#include <functional>

using namespace aifactory;
using namespace aifactory::transport;
using aifactory::test::failure_of;
using aifactory::test::kind_of;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span{text});
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A stream channel and the other end of its socket.
struct Line {
  Line() {
    auto [a, b] = make_socket_pair();
    channel = std::make_unique<StreamChannel>(std::move(a), "host");
    server = std::move(b);
  }
  void send(FrameKind kind, std::string_view text) { outbox.put(server.get(), kind, text); }
  std::string read(Arrival::Kind kind, std::size_t size = 1000) {
    std::vector<std::byte> buffer(size);
    const auto arrival = channel->read(buffer);
    CHECK(arrival.kind == kind);
    return text_of(std::span{buffer}.first(arrival.size));
  }

  std::unique_ptr<StreamChannel> channel;
  UniqueFd server;
  Outbox outbox;
};

}  // namespace

TEST_CASE("frames in and out") {
  const auto header = encode({.kind = FrameKind::err, .size = 77});
  CHECK(decode(header).kind == FrameKind::err);
  CHECK(decode(header).size == 77);
  CHECK(kind_of([] { decode(FrameHeader{}); }) == ErrorKind::protocol);
  CHECK(kind_of([] { decode(encode({.kind = static_cast<FrameKind>(99), .size = 0})); }) == ErrorKind::protocol);
  CHECK(kind_of([] { decode(encode({.kind = FrameKind::out, .size = (256u << 10) + 1})); }) == ErrorKind::protocol);
}

TEST_CASE("a channel reads streams, then the ending") {
  Line line;
  CHECK(line.read(Arrival::Kind::nothing_yet).empty());
  line.send(FrameKind::accepted, "");
  line.send(FrameKind::out, "");
  line.send(FrameKind::out, "hello");
  line.send(FrameKind::err, "problem");
  line.send(FrameKind::ending, "s 3");
  line.send(FrameKind::out, "never seen");
  CHECK(line.read(Arrival::Kind::out, 2) == "he");
  CHECK(line.read(Arrival::Kind::out, 3) == "llo");
  CHECK(line.read(Arrival::Kind::err) == "problem");
  line.read(Arrival::Kind::end);
  line.read(Arrival::Kind::end);
  CHECK(line.channel->ending().status == 3);
}

TEST_CASE("frames that arrive byte by byte") {
  Line line;
  std::string all;
  for (const auto& [kind, text] :
       std::vector<std::pair<FrameKind, std::string>>{{FrameKind::out, "ab"}, {FrameKind::ending, "k TERM"}}) {
    const auto header = encode({.kind = kind, .size = static_cast<std::uint32_t>(text.size())});
    all += text_of(header) + text;
  }
  std::string got;
  std::vector<std::byte> buffer(100);
  for (const char c : all) {
    REQUIRE(send_some(line.server.get(), bytes_of({&c, 1})) == 1);
    const auto arrival = line.channel->read(buffer);
    if (arrival.kind == Arrival::Kind::out) got += text_of(std::span{buffer}.first(arrival.size));
  }
  CHECK(got == "ab");
  CHECK(line.channel->ending().signal == "TERM");
}

TEST_CASE("a channel that loses its server, or is refused") {
  Line line;
  SECTION("gone") {
    line.server.reset();
    CHECK(kind_of([&] { line.read(Arrival::Kind::end); }) == ErrorKind::try_again);
    CHECK(line.channel->write(bytes_of("swallowed")) == 9);
  }
  SECTION("gone in the middle of data") {
    const auto header = encode({.kind = FrameKind::out, .size = 100});
    send_some(line.server.get(), header, bytes_of("part"));
    line.server.reset();
    CHECK(line.read(Arrival::Kind::out) == "part");
    CHECK(kind_of([&] { line.read(Arrival::Kind::end); }) == ErrorKind::try_again);
  }
  SECTION("told so") {
    line.send(FrameKind::lost, "the server no longer answers");
    CHECK(kind_of([&] { line.read(Arrival::Kind::end); }) == ErrorKind::try_again);
  }
  SECTION("refused") {
    line.send(FrameKind::refused, "no more");
    const auto failure = failure_of([&] { line.channel->await_accepted(std::chrono::seconds(1), [] {}); });
    CHECK(failure.kind == ErrorKind::unavailable);
    CHECK(failure.why == "no more");
    CHECK(failure.hint.empty());
  }
  SECTION("refused, and there is a way out") {
    line.send(FrameKind::refused, "no more\nwait");
    const auto failure = failure_of([&] { line.channel->await_accepted(std::chrono::seconds(1), [] {}); });
    CHECK(failure.why == "no more");
    CHECK(failure.hint == "wait");
  }
  SECTION("not accepted in time") {
    CHECK(kind_of([&] { line.channel->await_accepted(std::chrono::milliseconds(30), [] {}); }) == ErrorKind::try_again);
  }
  SECTION("nonsense") {
    send_some(line.server.get(), bytes_of("HTTP/1.1 400 Bad Request\r\n"));
    CHECK(kind_of([&] { line.read(Arrival::Kind::end); }) == ErrorKind::protocol);
  }
}

TEST_CASE("who is queued waits beyond the limit, and hears what it waits for") {
  Line line;
  line.send(FrameKind::queued, "");
  bool heard = false;
  const auto accept = [&] {
    heard = true;
    line.send(FrameKind::accepted, "");
  };
  line.channel->await_accepted(std::chrono::milliseconds(1), accept);
  CHECK(heard);
  CHECK_FALSE(line.channel->wanted_back());
  line.send(FrameKind::give_back, "");
  line.send(FrameKind::out, "data");
  CHECK(line.read(Arrival::Kind::out) == "data");
  CHECK(line.channel->wanted_back());
}

TEST_CASE("writing into a socket that nobody reads takes what fits and loses nothing") {
  Line line;
  std::string sent;
  std::string block(100'000, '\0');
  for (std::size_t i = 0; i < block.size(); ++i)
    block[i] = static_cast<char>(i * 7);
  bool full = false;
  while (!full) {
    const auto taken = line.channel->write(bytes_of(block));
    sent += block.substr(0, taken);
    full = taken < block.size();
  }
  CHECK((line.channel->poll_for().events & POLLOUT) != 0);
  line.channel->finish_writing();
  line.channel->send_signal("INT");
  Inbox inbox;
  std::string got;
  bool ended = false;
  std::string signal;
  while (signal.empty()) {
    inbox.fill(line.server.get());
    while (const auto piece = inbox.next()) {
      if (piece->kind == FrameKind::input) got += piece->text();
      if (piece->kind == FrameKind::input_end) ended = true;
      if (piece->kind == FrameKind::signal) signal = piece->text();
      inbox.consume(piece->bytes.size());
    }
    line.channel->write({});
  }
  CHECK((got == sent));
  CHECK(ended);
  CHECK(signal == "INT");
}

TEST_CASE("endings as text") {
  CHECK(parse_ending(ending_text({.status = 255, .signal = {}})).status == 255);
  CHECK(parse_ending(ending_text({.status = 0, .signal = "KILL"})).signal == "KILL");
  for (const std::string text : {"", "s", "s ", "s x", "s 1x", "k ", "z 1"})
    CHECK(kind_of([&] { parse_ending(text); }) == ErrorKind::protocol);
}

TEST_CASE("signals by name and number") {
  CHECK(signal_number("TERM") == SIGTERM);
  CHECK_FALSE(signal_number("SIGTERM"));
  CHECK(signal_name(SIGHUP) == "HUP");
  CHECK(signal_name(64) == "SIG64");
  CHECK(Ending{.status = 0, .signal = "KILL"}.shell_status() == 137);
  CHECK(Ending{.status = 0, .signal = "odd"}.shell_status() == 255);
  CHECK(Ending{.status = 3, .signal = {}}.shell_status() == 3);
}
