// SPDX-License-Identifier: Apache-2.0
#include "output/progress_line.hpp"

#include "aifactory/base/text.hpp"

#include "output/repeated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

namespace aifactory::output {
namespace {

constexpr std::size_t shortest_bar = 10, longest_bar = 40, longest_title = 30;
constexpr std::string_view gap = "  ";

/// Share done; nothing while no total is known.
std::optional<double> fraction(const ProgressFacts& facts) {
  const bool by_bytes = facts.total_bytes > 0;
  const std::uint64_t done = by_bytes ? facts.bytes : facts.files;
  const std::uint64_t total = by_bytes ? facts.total_bytes : facts.total_files;
  if (total == 0) return {};
  return std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
}

std::string bar(double share, std::size_t width, Alphabet alphabet) {
  const bool unicode = alphabet == Alphabet::unicode;
  const auto halves = static_cast<std::size_t>(share * static_cast<double>(2 * width));
  const std::size_t full = halves / 2;
  const bool tip = halves % 2 == 1;
  return repeated(unicode ? "━" : "=", full) + (tip ? (unicode ? "╸" : ">") : "") +
         repeated(unicode ? "─" : "-", width - full - (tip ? 1 : 0));
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3)
    digits.insert(i - 3, ",");
  return digits;
}

/// "1.2/2.0 GiB": both in the unit of the total.
std::string bytes_text(const ProgressFacts& facts) {
  constexpr std::array<std::string_view, 7> units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (facts.total_bytes == 0) return facts.bytes == 0 ? "" : format_bytes(facts.bytes);
  std::size_t unit = 0;
  for (std::uint64_t rest = facts.total_bytes; rest >= 1024; rest /= 1024)
    ++unit;
  if (unit == 0) return fmt::format("{}/{} B", facts.bytes, facts.total_bytes);
  const double scale = std::exp2(-10.0 * static_cast<double>(unit));
  return fmt::format("{:.1f}/{:.1f} {}", static_cast<double>(facts.bytes) * scale,
                     static_cast<double>(facts.total_bytes) * scale, units[unit]);
}

std::string rate_text(const ProgressFacts& facts) {
  if (!facts.bytes_per_second || facts.bytes == 0) return {};
  return format_bytes(static_cast<std::uint64_t>(std::min(*facts.bytes_per_second, 1e18))) + "/s";
}

std::string time_left_text(const ProgressFacts& facts) {
  constexpr double longest = 30 * 86400.0;  // beyond it a guess says nothing
  if (facts.total_bytes <= facts.bytes || facts.bytes_per_second.value_or(0) < 1) return {};
  const double seconds = static_cast<double>(facts.total_bytes - facts.bytes) / *facts.bytes_per_second;
  return seconds > longest ? "" : format_duration(Seconds(std::llround(std::ceil(seconds)))) + " left";
}

std::string files_text(const ProgressFacts& facts) {
  if (facts.total_files == 0) return {};
  return grouped(facts.files) + "/" + grouped(facts.total_files) + " files";
}

/// Most important first; 100% only when all is done.
std::vector<std::string> pieces_of(const ProgressFacts& facts) {
  std::vector<std::string> pieces;
  const auto share = fraction(facts);
  if (share) pieces.push_back(fmt::format("{:3}%", static_cast<int>(*share * 100)));
  for (std::string piece : {bytes_text(facts), rate_text(facts), time_left_text(facts), files_text(facts)})
    if (!piece.empty()) pieces.push_back(std::move(piece));
  return pieces;
}

std::string title_of(const ProgressFacts& facts) {
  return printable(facts.phase.empty() ? facts.title : facts.title + ": " + facts.phase);
}

}  // namespace

std::string progress_line(const ProgressFacts& facts, std::size_t columns) {
  const std::size_t available = columns > 0 ? columns - 1 : 0;
  const auto share = fraction(facts);
  const std::string title = shorten(title_of(facts), std::min(longest_title, std::max<std::size_t>(8, available / 3)));
  const std::size_t least = display_width(title) + (share ? gap.size() + shortest_bar : 0);

  std::string tail;
  for (const std::string& piece : pieces_of(facts)) {
    if (least + display_width(tail) + gap.size() + display_width(piece) > available) break;
    tail += std::string(gap) + piece;
  }
  if (!share || least + display_width(tail) > available) return shorten(title + tail, available);
  const std::size_t room = available - display_width(title) - gap.size() - display_width(tail);
  return title + std::string(gap) + bar(*share, std::min(room, longest_bar), facts.alphabet) + tail;
}

std::string progress_sentence(const ProgressFacts& facts) {
  std::string out = title_of(facts);
  for (const std::string& piece : pieces_of(facts))
    out += std::string(gap) + std::string(trim(piece));
  return out;
}

void RateMeter::add(std::uint64_t bytes, Clock::time_point now) {
  constexpr std::chrono::duration<double> least{0.2}, memory{4.0};
  if (!since_) {
    since_ = now;
    bytes_ = bytes;
    return;
  }
  const std::chrono::duration<double> span = now - *since_;
  if (span < least || bytes < bytes_) return;
  const double current = static_cast<double>(bytes - bytes_) / span.count();
  const double weight = rate_ ? 1 - std::exp(-span / memory) : 1;
  rate_ = rate_.value_or(0) * (1 - weight) + current * weight;
  since_ = now;
  bytes_ = bytes;
}

}  // namespace aifactory::output
