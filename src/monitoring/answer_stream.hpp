// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/transport/channel.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace aifactory::monitoring {

/// The program on the host ended, or did not do its work: asking the same of a new one may help.
class BrokenAnswer final : public Error {
  using Error::Error;
};

/// A program on a host that answers what it is told, as a stream that blocks.
class AnswerStream {
 public:
  AnswerStream(std::unique_ptr<transport::Channel> channel, std::string host);

  /// Queues text for the program; goes out while answers are waited for.
  void send(std::string_view text) { outgoing_ += text; }

  /// The next line, without its end. Errors: try_again (connection, or two minutes of silence), BrokenAnswer when the
  /// program has ended, protocol for a line that never ends, interrupted.
  std::string line();

  /// Everything up to `mark`, which is taken away too. Errors: as line().
  std::string until(std::string_view mark);

  /// Throws BrokenAnswer with what the program said on its stderr, or else with `why`.
  [[noreturn]] void fail(std::string_view why) const;

 private:
  void need_more();
  void give();
  bool take();
  void wait();
  std::string cut(std::size_t end, std::size_t skip);

  std::unique_ptr<transport::Channel> channel_;
  std::string host_, outgoing_, buffer_, said_;
  std::size_t sent_ = 0, taken_ = 0;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace aifactory::monitoring
