// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory {

/// The pieces of `text` between `separator`s; always at least one, possibly empty.
std::vector<std::string> split(std::string_view text, char separator);

/// The lines of `text` without their ends (LF or CR LF); a final newline starts no further line.
std::vector<std::string> split_lines(std::string_view text);

std::string join(std::span<const std::string> parts, std::string_view separator);

/// Without ASCII white space at both ends.
std::string_view trim(std::string_view text);

std::string to_lower(std::string_view text);

/// The candidate nearest to `name` by edit distance, if it is near enough to be a slip of the finger.
std::optional<std::string> closest(std::string_view name, std::span<const std::string> candidates);

/// " (did you mean 'NAME'?)" or nothing: to be put behind a message about an unknown name.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

/// `text` as a terminal may show it: C0 and C1 controls (ESC first of all), DEL, bidirectional overrides and invalid
/// UTF-8 become visible escapes such as \x1b. Tab and newline stay only where `Lines::keep` says so.
enum class Lines { keep, escape };
std::string printable(std::string_view text, Lines lines = Lines::escape);

/// Terminal columns taken by valid UTF-8 text (wide East Asian characters count two, combining ones none).
std::size_t display_width(std::string_view text);

/// At most `columns` wide, ending in "…" where something was cut.
std::string shorten(std::string_view text, std::size_t columns);

/// One word of POSIX shell that stands for exactly `word` (quotes only where needed). NUL is refused (bad_input).
std::string shell_quote(std::string_view word);

/// All words quoted, with blanks between.
std::string shell_join(std::span<const std::string> words);

/// Bytes as base64 (RFC 4648, padded).
std::string base64(std::span<const std::byte> bytes);

}  // namespace aifactory
