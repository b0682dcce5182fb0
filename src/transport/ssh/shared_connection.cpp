// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"

#include "transport/ssh/connection.hpp"
#include "transport/ssh/keeper.hpp"
#include "transport/ssh/keeper_address.hpp"
#include "transport/ssh/keeper_client.hpp"

namespace aifactory::transport::ssh {
namespace {

class SharedConnection final : public Connection {
 public:
  SharedConnection(const Target& target, Person& person)
      : target_(target), person_(person), socket_(keeper_socket(target)) {}

  UniqueFd open_client() override {
    if (auto client = connect_keeper(socket_)) return client;
    const FileLock lock{socket_.string() + ".lock", [this] {
                          person_.tell("Another command is logging in to " + target_.site + "; waiting for it.");
                        }};
    if (auto client = connect_keeper(socket_)) return client;
    auto login = log_in(target_, person_, Methods::all);
    auto settings = loop_settings(target_, login.address);
    leave_to_keeper(std::move(login), listen_at(socket_), socket_, std::move(settings));
    if (auto client = connect_keeper(socket_)) return client;
    throw Error{{.kind = ErrorKind::try_again,
                 .what = "the connection to " + target_.site + " was lost at once",
                 .why = "the login went well, but the process that keeps the connection has ended",
                 .hint = "try again, or without it: --no-share"}};
  }

 private:
  const Target& target_;
  Person& person_;
  std::filesystem::path socket_;
};

}  // namespace

std::unique_ptr<Connection> make_shared_connection(const Target& target, Person& person) {
  return std::make_unique<SharedConnection>(target, person);
}

}  // namespace aifactory::transport::ssh
