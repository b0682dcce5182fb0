// SPDX-License-Identifier: Apache-2.0
#include "scheduler/wording.hpp"

#include "aifactory/base/text.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace aifactory::scheduler {

namespace {

enum class Missing { drop, name };

std::string in_capitals(std::string_view key) {
  std::string text(key);
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

// Nothing when a fact is missing and the text is to be dropped then.
std::optional<std::string> fill(std::string_view text, const Facts& facts, Missing missing) {
  std::string filled;
  while (!text.empty()) {
    const auto open = text.find('{');
    const auto close = text.find('}', open);
    if (open == text.npos || close == text.npos) return filled.append(text);
    const auto key = text.substr(open + 1, close - open - 1);
    const auto fact = facts.find(key);
    if (fact == facts.end() && missing == Missing::drop) return std::nullopt;
    filled.append(text.substr(0, open));
    filled += fact == facts.end() ? in_capitals(key) : printable(fact->second);
    text.remove_prefix(close + 1);
  }
  return filled;
}

}  // namespace

std::string word(std::string_view words, const Facts& facts) {
  std::string text;
  while (!words.empty()) {
    const auto open = words.find('[');
    const auto close = words.find(']', open);
    text += *fill(words.substr(0, open), facts, Missing::name);
    if (open == words.npos || close == words.npos) break;
    text += fill(words.substr(open + 1, close - open - 1), facts, Missing::drop).value_or("");
    words.remove_prefix(close + 1);
  }
  return text;
}

void put(Facts& facts, std::string_view key, std::string value) {
  if (!value.empty()) facts.insert_or_assign(std::string(key), std::move(value));
}

}  // namespace aifactory::scheduler
