// SPDX-License-Identifier: Apache-2.0
// The bytes of a log on their way to a terminal: whatever is in them, no escape sequence but colours gets through, and
// cut into lines they are still the same bytes.
#include "aifactory/output/log_line.hpp"

#include "cli/log_lines.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace aifactory;

void require(bool good) {
  if (!good) std::abort();
}

bool is_safe(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == 0x1b) {
      const auto end = text.find('m', at);
      if (end == text.npos || text.substr(at + 2, end - at - 2).find_first_not_of("0123456789;:") != text.npos)
        return false;
    } else if (byte < 0x20 && byte != '\t' && byte != '\n') {
      return false;
    }
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto half = size / 2;
  cli::LineCutter cutter;
  std::string again;
  std::string_view line;
  std::uint64_t offset = 0;
  for (const auto& [piece, at] : {std::pair{text.substr(0, half), std::size_t{0}}, {text.substr(half), half}}) {
    cutter.feed(piece, at);
    while (cutter.next(line, offset)) {
      require(offset == again.size());
      again += line;
      cli::time_in_line(line, Seconds{3600});
      require(is_safe(output::terminal_line(line, output::Colors::keep)));
      require(output::terminal_line(line, output::Colors::drop).find('\x1b') == std::string::npos);
    }
  }
  again += cutter.waiting();
  require(again == text);
  require(is_safe(output::terminal_line(text, output::Colors::keep, output::End::open)));
  return 0;
}
