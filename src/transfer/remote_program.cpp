// SPDX-License-Identifier: Apache-2.0
#include "transfer/remote_program.hpp"

#include "aifactory/transport/refusal.hpp"

#include <array>
#include <utility>

namespace aifactory::transfer {
namespace {

/// What was sent is let go in steps of this, or memory would hold all that ever went to a program that is never idle.
constexpr std::size_t sent_at_most = std::size_t{1} << 20;

}  // namespace

void RemoteProgram::start(std::string_view script) {
  to_send_.clear();
  sent_ = 0;
  lines_.clear();
  has_answered_ = finishing_ = finished_ = false;
  try {
    running_ = host_.start(script);
  } catch (const Error& error) {
    if (!transport::is_refusal(error)) throw;
    end();
  }
}

void RemoteProgram::send(std::string_view bytes) {
  if (running()) to_send_ += bytes;
}

bool RemoteProgram::serve_once() {
  if (!running()) return false;
  std::array<std::byte, 16384> buffer;
  const auto arrival = exchange(buffer);
  using Kind = transport::Arrival::Kind;
  if (arrival.kind == Kind::out) take({reinterpret_cast<const char*>(buffer.data()), arrival.size});
  if (arrival.kind == Kind::end) end();
  return arrival.kind != Kind::nothing_yet;
}

/// Some hosts refuse a command only here.
transport::Arrival RemoteProgram::exchange(std::span<std::byte> into) {
  try {
    write();
    return running_->read(into);
  } catch (const Error& error) {
    if (has_answered_ || !transport::is_refusal(error)) throw;
    return {.kind = transport::Arrival::Kind::end};
  }
}

void RemoteProgram::write() {
  const auto rest = std::as_bytes(std::span(to_send_)).subspan(sent_);
  if (!rest.empty()) sent_ += running_->write(rest);
  if (unsent() == 0 || sent_ > sent_at_most) to_send_.erase(0, std::exchange(sent_, 0));
  if (unsent() == 0 && finishing_ && !std::exchange(finished_, true)) running_->finish_writing();
}

/// An answer may be the reason to stop it.
void RemoteProgram::take(std::string_view text) {
  const bool are_lines = lines_.take(text, [this](std::string_view line) {
    has_answered_ = true;
    if (running()) uses_.answered(line);
  });
  if (!are_lines && running()) end();
}

void RemoteProgram::end() {
  running_.reset();
  uses_.ended();
}

pollfd RemoteProgram::poll_for() const {
  if (!running()) return {.fd = -1, .events = 0, .revents = 0};
  return running_->poll_for();
}

}  // namespace aifactory::transfer
