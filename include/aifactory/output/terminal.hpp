// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace aifactory::output {

enum class Color { automatic, always, never };

/// One of the two streams and what it can do.
struct Stream {
  std::ostream* out = nullptr;
  bool terminal = false;
  bool color = false;
  std::size_t columns = 80;
  std::size_t rows = 24;
};

/// stdout for results, stderr for everything else. Tests give string streams.
struct Terminal {
  Stream result;
  Stream talk;
  bool quiet = false;    ///< -q: no notes, no progress
  bool verbose = false;  ///< -v
};

/// The real streams. NO_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured (no-color.org, bixense.com/clicolors).
Terminal make_terminal(Color color);

enum class Style { plain, bold, dim, red, green, yellow, blue, cyan };
/// `text` in a style where the stream has colour, else as it is.
std::string styled(const Stream& stream, Style style, std::string_view text);

/// A line on stderr unless quiet: "note: …", "warning: …" (warnings also when quiet), or without a label.
void note(const Terminal& terminal, std::string_view text);
void warn(const Terminal& terminal, std::string_view text);
/// The next command to type, at the end of a command that changed something.
void suggest(const Terminal& terminal, std::string_view command, std::string_view purpose);

}  // namespace aifactory::output
