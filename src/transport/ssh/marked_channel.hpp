// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/channel.hpp"

#include <array>
#include <memory>
#include <string>

namespace aifactory::transport::ssh {

/// A channel whose stdout and stderr begin, each, with a marker on a line of its own; what stands before it is thrown
/// away. A program that ends without a marker was never started: reading its end throws unavailable with the noise as
/// the reason.
class MarkedChannel final : public Channel {
 public:
  MarkedChannel(std::unique_ptr<Channel> inner, std::string marker, std::string host);

  std::size_t write(std::span<const std::byte> bytes) override { return inner_->write(bytes); }
  void finish_writing() override { inner_->finish_writing(); }
  Arrival read(std::span<std::byte> into) override;
  const Ending& ending() const override { return inner_->ending(); }
  void send_signal(std::string_view name) override { inner_->send_signal(name); }
  pollfd poll_for() const override { return inner_->poll_for(); }

 private:
  struct Stream {
    std::string noise;
    bool marked = false;
  };
  std::size_t cut(Stream& stream, std::span<std::byte> bytes) const;
  [[noreturn]] void throw_not_started() const;

  std::unique_ptr<Channel> inner_;
  std::string marker_;  ///< with its newlines
  std::string host_;
  Stream out_;
  Stream err_;
};

}  // namespace aifactory::transport::ssh
