// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transport/trace.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace aifactory::transport {
namespace {

using Clock = std::chrono::steady_clock;

long long milliseconds_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

std::string ending_in_words(const Ending& ending) {
  return ending.signal.empty() ? fmt::format("status {}", ending.status) : "signal " + ending.signal;
}

/// Counts what passes; tells how it ended when it goes.
class TracedChannel : public Channel {
 public:
  TracedChannel(std::unique_ptr<Channel> channel, std::string host, const TraceSink& sink)
      : channel_(std::move(channel)), host_(std::move(host)), sink_(sink) {}
  ~TracedChannel() override {
    sink_(fmt::format("{}: {} after {} ms, {} bytes in, {} out, {} err", host_,
                      ended_ ? ending_in_words(channel_->ending()) : "left before its end", milliseconds_since(start_),
                      in_, out_, err_));
  }

  std::size_t write(std::span<const std::byte> bytes) override {
    const std::size_t taken = channel_->write(bytes);
    in_ += taken;
    return taken;
  }
  void finish_writing() override { channel_->finish_writing(); }
  Arrival read(std::span<std::byte> into) override {
    const Arrival arrival = channel_->read(into);
    if (arrival.kind == Arrival::Kind::out) out_ += arrival.size;
    if (arrival.kind == Arrival::Kind::err) err_ += arrival.size;
    ended_ = ended_ || arrival.kind == Arrival::Kind::end;
    return arrival;
  }
  const Ending& ending() const override { return channel_->ending(); }
  void send_signal(std::string_view name) override { channel_->send_signal(name); }
  pollfd poll_for() const override { return channel_->poll_for(); }

 private:
  std::unique_ptr<Channel> channel_;
  std::string host_;
  const TraceSink& sink_;
  Clock::time_point start_ = Clock::now();
  std::uint64_t in_ = 0, out_ = 0, err_ = 0;
  bool ended_ = false;
};

class TracedHost : public Host {
 public:
  TracedHost(std::unique_ptr<Host> host, TraceSink sink) : host_(std::move(host)), sink_(std::move(sink)) {}

  const std::string& name() const override { return host_->name(); }

  std::unique_ptr<Channel> start(std::string_view script) override {
    sink_(fmt::format("{}: runs {}", host_->name(), printable(script)));
    auto channel = timed("program", [&] { return host_->start(script); });
    return std::make_unique<TracedChannel>(std::move(channel), host_->name(), sink_);
  }

  std::unique_ptr<FileChannel> open_files() override {
    return timed("file channel", [&] { return host_->open_files(); });
  }

 private:
  template <class Open>
  std::invoke_result_t<const Open&> timed(std::string_view what, const Open& open) {
    const auto start = Clock::now();
    try {
      auto opened = open();
      sink_(fmt::format("{}: {} open after {} ms", host_->name(), what, milliseconds_since(start)));
      return opened;
    } catch (const Error& error) {
      sink_(fmt::format("{}: no {} after {} ms: {}", host_->name(), what, milliseconds_since(start), error.what()));
      throw;
    }
  }

  std::unique_ptr<Host> host_;
  TraceSink sink_;
};

}  // namespace

std::unique_ptr<Host> trace_host(std::unique_ptr<Host> host, TraceSink sink) {
  return std::make_unique<TracedHost>(std::move(host), std::move(sink));
}

}  // namespace aifactory::transport
