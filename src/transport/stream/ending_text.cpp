// SPDX-License-Identifier: Apache-2.0
#include "transport/stream/ending_text.hpp"

#include "aifactory/base/error.hpp"

#include <fmt/format.h>

#include <charconv>

namespace aifactory::transport {

std::string ending_text(const Ending& ending) {
  return ending.signal.empty() ? fmt::format("s {}", ending.status) : fmt::format("k {}", ending.signal);
}

Ending parse_ending(std::string_view text) {
  Ending ending;
  if (text.starts_with("k ") && text.size() > 2) {
    ending.signal = text.substr(2);
    return ending;
  }
  const auto* const last = text.data() + text.size();
  const auto* const first = text.data() + std::min<std::size_t>(2, text.size());
  const auto [end, error] = std::from_chars(first, last, ending.status);
  if (!text.starts_with("s ") || error != std::errc{} || end != last)
    throw Error{{.kind = ErrorKind::protocol, .what = "a program's ending could not be read"}};
  return ending;
}

}  // namespace aifactory::transport
