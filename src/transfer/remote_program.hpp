// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/arriving_lines.hpp"
#include "aifactory/transport/host.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <poll.h>
#include <span>
#include <string>
#include <string_view>

namespace aifactory::transfer {

/// A program on the host that reads what it is sent and answers in lines, while other things go on.
class RemoteProgram {
 public:
  struct Uses {
    std::function<void(std::string_view line)> answered;
    /// It has ended by itself, or cannot be had, or answers in no lines. It may be started again.
    std::function<void()> ended;
  };
  RemoteProgram(transport::Host& host, Uses uses) : host_(host), uses_(std::move(uses)) {}
  RemoteProgram(const RemoteProgram&) = delete;
  RemoteProgram& operator=(const RemoteProgram&) = delete;

  /// Does not wait for it to run. Nothing of an earlier one is left. Errors: try_again (connection).
  void start(std::string_view script);
  /// Nothing is told of it any more.
  void stop() { running_.reset(); }
  bool running() const { return running_ != nullptr; }

  /// To a program that runs; else it is lost.
  void send(std::string_view bytes);
  std::size_t unsent() const { return to_send_.size() - sent_; }
  /// Nothing more will be sent: its stdin ends behind what was.
  void finish() { finishing_ = running(); }
  bool finishing() const { return running() && finishing_; }
  /// Its stdin has ended: it could read all.
  bool finished() const { return finished_; }

  /// Sends what there is room for and takes in what has come, without blocking. True when there may be more to do at
  /// once. Errors: try_again (connection).
  bool serve_once();
  /// Until there is nothing more to do at once.
  void serve() {
    while (serve_once()) {}
  }
  /// fd -1 while nothing is running.
  pollfd poll_for() const;

 private:
  transport::Arrival exchange(std::span<std::byte> into);
  void write();
  void take(std::string_view text);
  void end();

  transport::Host& host_;
  Uses uses_;
  std::unique_ptr<transport::Channel> running_;
  std::string to_send_;
  std::size_t sent_ = 0;  ///< of to_send_
  ArrivingLines lines_;
  bool has_answered_ = false;
  bool finishing_ = false;
  bool finished_ = false;
};

}  // namespace aifactory::transfer
