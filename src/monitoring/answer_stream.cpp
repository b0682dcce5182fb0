// SPDX-License-Identifier: Apache-2.0
#include "monitoring/answer_stream.hpp"

#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <poll.h>
#include <utility>

namespace aifactory::monitoring {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t line_limit = 1 << 16, answer_limit = std::size_t{16} << 20, said_limit = 4096;
constexpr auto patience = std::chrono::minutes(2);

}  // namespace

AnswerStream::AnswerStream(std::unique_ptr<transport::Channel> channel, std::string host)
    : channel_(std::move(channel)), host_(std::move(host)) {}

std::string AnswerStream::line() {
  while (true) {
    const auto end = buffer_.find('\n', taken_);
    if (end != std::string::npos) return cut(end, 1);
    if (buffer_.size() - taken_ > line_limit)
      throw Error{{.kind = ErrorKind::protocol,
                   .what = "the answer of " + host_ + " about logs makes no sense",
                   .why = "it begins with \"" + shorten(printable(buffer_.substr(taken_, 200)), 60) + "\"",
                   .hint = "this happens when the login shell of the site prints in between; see `aifactory doctor`"}};
    need_more();
  }
}

std::string AnswerStream::until(std::string_view mark) {
  std::size_t searched = 0;
  while (true) {
    const auto end = buffer_.find(mark, taken_ + searched);
    if (end != std::string::npos) return cut(end, mark.size());
    const auto there = buffer_.size() - taken_;
    searched = there - std::min(there, mark.size());
    if (there > answer_limit)
      throw Error{{.kind = ErrorKind::protocol, .what = "an answer of " + host_ + " never ends"}};
    need_more();
  }
}

std::string AnswerStream::cut(std::size_t end, std::size_t skip) {
  auto text = buffer_.substr(taken_, end - taken_);
  taken_ = end + skip;
  return text;
}

void AnswerStream::need_more() {
  buffer_.erase(0, std::exchange(taken_, 0));
  last_ = Clock::now();
  while (true) {
    give();
    if (take()) return;
    wait();
  }
}

void AnswerStream::give() {
  const auto left = std::as_bytes(std::span{outgoing_}).subspan(sent_);
  if (!left.empty()) sent_ += channel_->write(left);
  if (sent_ < outgoing_.size()) return;
  outgoing_.clear();
  sent_ = 0;
}

/// True when the answer has grown.
bool AnswerStream::take() {
  std::array<std::byte, 65536> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  const auto arrival = channel_->read(piece);
  const std::string_view bytes{reinterpret_cast<const char*>(piece.data()), arrival.size};
  switch (arrival.kind) {
    case transport::Arrival::Kind::out:
      buffer_ += bytes;
      return true;
    case transport::Arrival::Kind::err:
      said_ = said_.size() > said_limit ? std::string(bytes) : said_ + std::string(bytes);
      return false;
    case transport::Arrival::Kind::end:
      fail("the program there ended");
    default:
      return false;
  }
}

void AnswerStream::wait() {
  std::array<pollfd, 2> both = {channel_->poll_for(), {.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0}};
  ::poll(both.data(), both.size(), 1000);
  throw_if_interrupted();
  if (Clock::now() - last_ < patience) return;
  throw Error{{.kind = ErrorKind::try_again,
               .what = fmt::format("{} did not answer within {} minutes", host_, patience.count())}};
}

void AnswerStream::fail(std::string_view why) const {
  const auto said = trim(said_);
  throw BrokenAnswer{{.kind = ErrorKind::try_again,
                      .what = "the answer of " + host_ + " broke off",
                      .why = said.empty() ? std::string(why) : printable(said.substr(0, said_limit), Lines::keep)}};
}

}  // namespace aifactory::monitoring
