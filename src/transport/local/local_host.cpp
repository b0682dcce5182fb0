// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transport/local.hpp"

#include "transport/local/child.hpp"
#include "transport/local/child_server.hpp"
#include "transport/stream/socket.hpp"
#include "transport/stream/stream_channel.hpp"

#include <thread>

namespace aifactory::transport {
namespace {

/// A stream channel together with the thread at its other end.
class LocalChannel final : public Channel {
 public:
  LocalChannel(Child child, const std::string& host) {
    auto [ours, theirs] = make_socket_pair();
    stream_.emplace(std::move(ours), host);
    server_ = std::thread{serve_child, std::move(child), std::move(theirs)};
  }
  ~LocalChannel() override {
    stream_.reset();
    server_.join();
  }
  LocalChannel(const LocalChannel&) = delete;
  LocalChannel& operator=(const LocalChannel&) = delete;

  std::size_t write(std::span<const std::byte> bytes) override { return stream_->write(bytes); }
  void finish_writing() override { stream_->finish_writing(); }
  Arrival read(std::span<std::byte> into) override { return stream_->read(into); }
  const Ending& ending() const override { return stream_->ending(); }
  void send_signal(std::string_view name) override { stream_->send_signal(name); }
  pollfd poll_for() const override { return stream_->poll_for(); }

 private:
  std::optional<StreamChannel> stream_;
  std::thread server_;
};

class LocalHost final : public Host {
 public:
  const std::string& name() const override { return name_; }
  std::unique_ptr<Channel> start(std::string_view script) override {
    return std::make_unique<LocalChannel>(start_child(script), name_);
  }
  std::unique_ptr<FileChannel> open_files() override { return make_local_files(); }

 private:
  std::string name_ = "this machine";
};

}  // namespace

std::unique_ptr<Host> make_local_host() {
  return std::make_unique<LocalHost>();
}

}  // namespace aifactory::transport
