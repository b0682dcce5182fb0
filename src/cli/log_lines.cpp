// SPDX-License-Identifier: Apache-2.0
#include "cli/log_lines.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <algorithm>
#include <regex.h>

namespace aifactory::cli {

struct LinePattern::Compiled {
  Compiled(const std::string& expression, int flags) : status(::regcomp(&regex, expression.c_str(), flags)) {}
  ~Compiled() {
    if (status == 0) ::regfree(&regex);
  }
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  regex_t regex{};
  int status;
};

LinePattern::LinePattern(const std::string& expression, Case letters)
    : compiled_(std::make_shared<Compiled>(expression,
                                           REG_EXTENDED | REG_NOSUB | (letters == Case::ignored ? REG_ICASE : 0))) {
  if (compiled_->status == 0 && expression.find('\0') == expression.npos) return;
  char why[200] = "";
  ::regerror(compiled_->status, &compiled_->regex, why, sizeof why);
  throw Error{{.kind = ErrorKind::usage,
               .what = "--grep: '" + printable(expression) + "' is no regular expression",
               .why = why,
               .hint = "it is one as 'grep -E' takes it; put a backslash before a character that stands for itself"}};
}

bool LinePattern::matches(std::string_view line) const {
#ifdef REG_STARTEND
  regmatch_t range[1];
  range[0].rm_so = 0;
  range[0].rm_eo = static_cast<regoff_t>(line.size());
  return ::regexec(&compiled_->regex, line.data(), 1, range, REG_STARTEND) == 0;
#else
  return ::regexec(&compiled_->regex, std::string(line).c_str(), 0, nullptr, 0) == 0;
#endif
}

namespace {

/// 'd' a digit, 's' a sign, 'T' what stands between day and time, others themselves.
bool fits(std::string_view text, std::string_view form) {
  const auto fits_one = [](char c, char f) {
    if (f == 'd') return c >= '0' && c <= '9';
    if (f == 's') return c == '+' || c == '-';
    if (f == 'T') return c == 'T' || c == ' ' || c == 't' || c == '_';
    return c == f;
  };
  return text.size() >= form.size() &&
         std::equal(form.begin(), form.end(), text.begin(), [&](char f, char c) { return fits_one(c, f); });
}

/// What follows the seconds: a fraction, and perhaps a zone ("Z", "+01:00", "+0100").
std::string zone_in(std::string_view rest) {
  if (rest.starts_with('.') || rest.starts_with(','))
    rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  if (rest.starts_with('Z')) return "Z";
  if (fits(rest, "sdd:dd")) return std::string(rest.substr(0, 6));
  if (fits(rest, "sdddd")) return std::string(rest.substr(0, 3)) + ":" + std::string(rest.substr(3, 2));
  return "";
}

}  // namespace

std::optional<Time> time_in_line(std::string_view line, Seconds utc_offset) {
  constexpr std::string_view day_form = "dddd-dd-ddTdd:dd:dd";
  constexpr std::size_t columns = 40;
  for (std::size_t at = 0; at < std::min(columns, line.size()); ++at) {
    const auto rest = line.substr(at);
    if (!fits(rest, day_form)) continue;
    std::string text(rest.substr(0, day_form.size()));
    text[10] = 'T';
    const auto zone = zone_in(rest.substr(day_form.size()));
    const auto time = parse_time(text + (zone.empty() ? "Z" : zone));
    return time && zone.empty() ? std::optional{*time - utc_offset} : time;
  }
  return std::nullopt;
}

void LineCutter::feed(std::string_view bytes, std::uint64_t offset) {
  text_.erase(0, taken_);
  searched_ -= std::min(searched_, taken_);
  taken_ = 0;
  if (text_.empty()) offset_ = offset;
  text_ += bytes;
}

bool LineCutter::next(std::string_view& line, std::uint64_t& offset) {
  const auto end = text_.find('\n', std::max(searched_, taken_));
  searched_ = end == std::string::npos ? text_.size() : end + 1;
  const bool too_long = end == std::string::npos && text_.size() - taken_ > length_limit;
  if (end == std::string::npos && !too_long) return false;
  line = std::string_view(text_).substr(taken_, searched_ - taken_);
  offset = offset_;
  offset_ += line.size();
  taken_ = searched_;
  return true;
}

void LineCutter::drop_waiting() {
  text_.clear();
  taken_ = searched_ = 0;
}

}  // namespace aifactory::cli
