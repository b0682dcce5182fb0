// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/digest.hpp"

#include "transport/sftp/sftp.hpp"
#include "transport/ssh/connection.hpp"
#include "transport/ssh/exec_text.hpp"
#include "transport/ssh/marked_channel.hpp"
#include "transport/ssh/start_program.hpp"
#include "transport/stream/stream_channel.hpp"

#include <mutex>

namespace aifactory::transport::ssh {
namespace {

class SshHost final : public Host {
 public:
  SshHost(Target target, Person& person, Share share)
      : target_(std::move(target)),
        person_(person),
        name_(target_.addresses.empty() ? target_.site : target_.addresses.front().name),
        connection_(share == Share::yes ? make_shared_connection(target_, person)
                                        : make_own_connection(target_, person, Methods::all)) {}

  const std::string& name() const override { return name_; }

  std::unique_ptr<Channel> start(std::string_view script) override {
    return start_program(open_client(), script, name_);
  }

  std::unique_ptr<FileChannel> open_files() override {
    constexpr auto patience = std::chrono::seconds(60);
    auto channel = std::make_unique<StreamChannel>(open_client(), name_);
    channel->request(FrameKind::subsystem, "sftp");
    channel->await_accepted(patience, [this] {
      person_.tell("all sessions that " + name_ + " allows on this connection are in use: waiting for one");
    });
    return make_sftp(std::move(channel));
  }

 private:
  /// One login at a time, also when several threads find that there is no connection.
  UniqueFd open_client() {
    const std::lock_guard lock{mutex_};
    return connection_->open_client();
  }

  const Target target_;
  Person& person_;
  const std::string name_;
  std::mutex mutex_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace

std::unique_ptr<Channel> start_program(UniqueFd client, std::string_view script, const std::string& host) {
  constexpr std::size_t marker_length = 20;
  const auto marker = random_name(marker_length);
  const auto text = exec_text(script, marker);
  auto channel = std::make_unique<StreamChannel>(std::move(client), host);
  channel->request(FrameKind::exec, text.command);
  channel->send_ahead(text.preamble);
  return std::make_unique<MarkedChannel>(std::move(channel), marker, host);
}

std::unique_ptr<Host> make_host(Target target, Person& person, Share share) {
  return std::make_unique<SshHost>(std::move(target), person, share);
}

}  // namespace aifactory::transport::ssh
