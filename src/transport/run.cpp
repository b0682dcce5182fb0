// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/quantity.hpp"
#include "aifactory/transport/host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <poll.h>

namespace aifactory::transport {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t output_piece = std::size_t{256} << 10;

/// The caller's own time limit, which a repeat would only meet again.
class TimeLimitError final : public Error {
  using Error::Error;
};

/// One program from its start to its end.
class Running {
 public:
  Running(Host& host, const Command& command)
      : host_(host),
        command_(command),
        deadline_(Clock::now() + command.time_limit),
        channel_(host.start(command.script)) {}

  Ending drive(const Sink& on_out, const Sink& on_err) {
    const auto memory = std::make_unique_for_overwrite<std::byte[]>(output_piece);
    const std::span<std::byte> buffer{memory.get(), output_piece};
    while (true) {
      feed();
      const auto arrival = channel_->read(buffer);
      const std::string_view bytes{reinterpret_cast<const char*>(buffer.data()), arrival.size};
      switch (arrival.kind) {
        case Arrival::Kind::end:
          return channel_->ending();
        case Arrival::Kind::out:
          on_out(bytes);
          break;
        case Arrival::Kind::err:
          on_err(bytes);
          break;
        case Arrival::Kind::nothing_yet:
          wait();
          break;
      }
      stop_if_interrupted();
      stop_if_late();
    }
  }

 private:
  void feed() {
    const auto left = std::as_bytes(std::span{command_.input}).subspan(fed_);
    if (!left.empty()) fed_ += channel_->write(left);
    if (fed_ < command_.input.size() || closed_) return;
    channel_->finish_writing();
    closed_ = true;
  }

  void wait() {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
    std::array<pollfd, 2> both = {channel_->poll_for(), {.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0}};
    ::poll(both.data(), both.size(), static_cast<int>(std::clamp<long long>(left.count(), 0, 3'600'000)));
  }

  void stop_if_interrupted() {
    if (!interrupted()) return;
    channel_->send_signal("TERM");
    throw_if_interrupted();
  }

  void stop_if_late() const {
    if (Clock::now() < deadline_) return;
    const auto limit = std::chrono::duration<double>(command_.time_limit).count();
    throw TimeLimitError{
        {.kind = ErrorKind::try_again,
         .what = fmt::format("{} did not answer within {:g} s", host_.name(), limit),
         .why = "the command was still running and has been ended",
         .hint = "try again later; if it stays so, a login file there may wait for something: does plain ssh work?"}};
  }

  Host& host_;
  const Command& command_;
  Clock::time_point deadline_;
  std::unique_ptr<Channel> channel_;
  std::size_t fed_ = 0;
  bool closed_ = false;
};

/// Collects both streams, up to the limit.
class Collector {
 public:
  Collector(const Host& host, std::size_t limit) : host_(host), limit_(limit) {}

  Sink into(std::string& text) {
    return [this, &text](std::string_view bytes) {
      if (bytes.size() > limit_ - size_) throw_too_much();
      size_ += bytes.size();
      text += bytes;
    };
  }

 private:
  [[noreturn]] void throw_too_much() const {
    throw Error{{.kind = ErrorKind::protocol,
                 .what = fmt::format("{} answered with more than {}", host_.name(), format_bytes(limit_)),
                 .why = "the answer was longer than anything expected here"}};
  }

  const Host& host_;
  std::size_t limit_;
  std::size_t size_ = 0;
};

Output run_once(Host& host, const Command& command) {
  Output output;
  Collector collector{host, command.output_limit};
  output.ending = Running{host, command}.drive(collector.into(output.out), collector.into(output.err));
  return output;
}

}  // namespace

Ending run_streaming(Host& host, const Command& command, const Sink& on_out, const Sink& on_err) {
  return Running{host, command}.drive(on_out, on_err);
}

Output run(Host& host, const Command& command) {
  if (command.repeat == Repeat::never) return run_once(host, command);
  try {
    return run_once(host, command);
  } catch (const TimeLimitError&) {
    throw;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::try_again) throw;
  }
  return run_once(host, command);
}

}  // namespace aifactory::transport
