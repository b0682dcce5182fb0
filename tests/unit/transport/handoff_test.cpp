// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "transport/ssh/client_source.hpp"
#include "transport/ssh/keeper.hpp"
#include "transport/stream/socket.hpp"

#include <array>

using namespace aifactory;
using namespace aifactory::transport;
using namespace aifactory::transport::ssh;

namespace {

/// Whether the other end of a stream has gone.
bool ended(const UniqueFd& stream) {
  std::array<std::byte, 8> piece;
  return !receive_some(stream.get(), piece);
}

}  // namespace

TEST_CASE("a client that is handed over arrives") {
  auto [ours, theirs] = make_socket_pair();
  Handoff handoff{std::move(theirs)};
  CHECK_FALSE(handoff.accept());
  auto [client, other] = make_socket_pair();
  REQUIRE(hand_over(ours.get(), std::move(other)));
  const auto accepted = handoff.accept();
  REQUIRE(accepted);
  CHECK(send_some(accepted.get(), std::as_bytes(std::span{"hello", 5})) == 5);
  std::array<std::byte, 8> piece;
  CHECK(receive_some(client.get(), piece) == 5);
  CHECK_FALSE(handoff.abandoned());
  ours.reset();
  CHECK_FALSE(handoff.accept());
  CHECK(handoff.abandoned());
}

TEST_CASE("a client that nobody takes any more sees its stream end") {
  auto [ours, theirs] = make_socket_pair();
  auto [client, other] = make_socket_pair();
  {
    Handoff handoff{std::move(theirs)};
    REQUIRE(hand_over(ours.get(), std::move(other)));
    CHECK_FALSE(ended(client));
    SECTION("closed") {
      handoff.close();
      CHECK(handoff.fd() < 0);
    }
    SECTION("gone") {}
  }
  CHECK(ended(client));
  auto [next, last] = make_socket_pair();
  CHECK_FALSE(hand_over(ours.get(), std::move(last)));
  CHECK(ended(next));
}

TEST_CASE("a listener takes away its own file, never that of another one") {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "keeper.sock";
  Listener first{listen_at(path), path};
  SECTION("alone") {
    first.close();
    CHECK_FALSE(std::filesystem::exists(path));
  }
  SECTION("replaced") {
    CHECK_FALSE(first.out_of_reach());
    Listener second{listen_at(path), path};
    CHECK(first.out_of_reach());
    CHECK_FALSE(second.out_of_reach());
    first.close();
    CHECK(connect_local(path, std::chrono::seconds(1)));
    second.close();
    CHECK_FALSE(std::filesystem::exists(path));
  }
}
