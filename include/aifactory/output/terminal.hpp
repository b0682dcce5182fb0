// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <exception>
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
  bool cursor = true;   ///< what was written can be written over: TERM is not "dumb"
  bool unicode = true;  ///< the locale is UTF-8: bars and curves may use more than ASCII
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

/// The stream with the size that its terminal has now.
Stream measured(Stream stream);

enum class Style { plain, bold, dim, red, green, yellow, blue, cyan };
/// `text` in a style where the stream has colour, else as it is.
std::string styled(const Stream& stream, Style style, std::string_view text);

/// Who reads stdout has gone (`| head -1`). Thrown by all that prints results; the program then ends silently with
/// status 0, as the reader has what it wanted.
struct OutputClosed : std::exception {
  const char* what() const noexcept override { return "nobody reads the output any more"; }
};

/// Text on stdout, as it is, at once. Errors: OutputClosed; io when it cannot be written otherwise (disk full).
void print(const Terminal& terminal, std::string_view text);

/// A line on stderr: "note: …" unless quiet, "warning: …" always. Made printable; never fails, since a command's work
/// must not end for want of a reader of its talk.
void note(const Terminal& terminal, std::string_view text);
void warn(const Terminal& terminal, std::string_view text);
/// The next command to type, at the end of a command that changed something; not when quiet.
void suggest(const Terminal& terminal, std::string_view command, std::string_view purpose);

}  // namespace aifactory::output
