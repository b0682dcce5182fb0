// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/transport/local.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>

namespace aifactory::test {

/// A channel whose connection breaks when `budget` bytes of output have come through.
class FlakyChannel final : public transport::Channel {
 public:
  FlakyChannel(std::unique_ptr<Channel> inner, std::size_t budget) : inner_(std::move(inner)), budget_(budget) {}

  std::size_t write(std::span<const std::byte> bytes) override { return inner_->write(bytes); }
  void finish_writing() override { inner_->finish_writing(); }
  transport::Arrival read(std::span<std::byte> into) override {
    if (budget_ == 0) throw Error{{.kind = ErrorKind::try_again, .what = "the connection is lost"}};
    const auto arrival = inner_->read(into.first(std::min(into.size(), budget_)));
    if (arrival.kind == transport::Arrival::Kind::out) budget_ -= arrival.size;
    return arrival;
  }
  const transport::Ending& ending() const override { return inner_->ending(); }
  void send_signal(std::string_view name) override { inner_->send_signal(name); }
  pollfd poll_for() const override { return inner_->poll_for(); }

 private:
  std::unique_ptr<Channel> inner_;
  std::size_t budget_;
};

/// A file channel of one connection: dead when there is another.
class MortalFiles final : public transport::FileChannel {
 public:
  MortalFiles(std::unique_ptr<FileChannel> inner, const int& connection)
      : inner_(std::move(inner)), now_(connection), mine_(connection) {}

  transport::RequestId submit(const transport::Request& request) override { return alive().submit(request); }
  std::vector<transport::Reply> receive() override { return alive().receive(); }
  std::size_t in_flight() const override { return inner_->in_flight(); }
  std::size_t unsent() const override { return inner_->unsent(); }
  const transport::FileLimits& limits() const override { return inner_->limits(); }
  pollfd poll_for() const override { return inner_->poll_for(); }

 private:
  FileChannel& alive() const {
    if (now_ != mine_) throw Error{{.kind = ErrorKind::try_again, .what = "the connection is lost"}};
    return *inner_;
  }

  std::unique_ptr<FileChannel> inner_;
  const int& now_;
  int mine_;
};

/// This machine, behind a line that is cut as told: one entry of `cuts` for each program started, in bytes of output
/// that still come through; nothing: as many as there are.
class FlakyHost final : public transport::Host {
 public:
  std::deque<std::optional<std::size_t>> cuts;
  int started = 0;
  int connection = 0;   ///< another number: file channels that were opened before are dead
  std::string prelude;  ///< shell text in front of each script

  const std::string& name() const override { return name_; }
  std::unique_ptr<transport::Channel> start(std::string_view script) override {
    ++started;
    auto channel = inner_->start(prelude + std::string(script));
    if (cuts.empty()) return channel;
    const auto cut = cuts.front();
    cuts.pop_front();
    if (!cut) return channel;
    return std::make_unique<FlakyChannel>(std::move(channel), *cut);
  }
  std::unique_ptr<transport::FileChannel> open_files() override {
    return std::make_unique<MortalFiles>(inner_->open_files(), connection);
  }

 private:
  std::string name_ = "test-host";
  std::unique_ptr<Host> inner_ = transport::make_local_host();
};

}  // namespace aifactory::test
