// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/terminal.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace aifactory::cli {

/// Prints a log that arrives in pieces: to a pipe the bytes as they are; to a terminal made harmless, with characters
/// kept whole across pieces.
class LogPrinter {
 public:
  using Write = std::function<void(std::string_view text)>;
  LogPrinter(const output::Stream& stream, Write write) : stream_(stream), write_(std::move(write)) {}

  void operator()(std::string_view bytes);
  /// What was held back, at the end.
  void finish();

 private:
  const output::Stream& stream_;
  Write write_;
  std::string held_;
};

}  // namespace aifactory::cli
