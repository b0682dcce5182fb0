// SPDX-License-Identifier: Apache-2.0
#include "cli/log_printer.hpp"

#include "aifactory/base/text.hpp"

#include <algorithm>
#include <utility>

namespace aifactory::cli {
namespace {

/// How many bytes at the end of `text` begin a UTF-8 character (RFC 3629) whose rest is not there yet.
std::size_t unfinished(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

}  // namespace

void LogPrinter::operator()(std::string_view bytes) {
  if (!stream_.terminal) return write_(bytes);
  held_ += bytes;
  std::string rest = held_.substr(held_.size() - unfinished(held_));
  held_.resize(held_.size() - rest.size());
  write_(printable(held_, Lines::keep));
  held_ = std::move(rest);
}

void LogPrinter::finish() {
  if (!held_.empty()) write_(printable(std::exchange(held_, {}), Lines::keep));
}

}  // namespace aifactory::cli
