// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "job/directives.hpp"

namespace aifactory::job {

namespace {

using scheduler::Option;

// Words as sbatch splits them: at blanks outside of quotes; a word that begins with # ends the line.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  char quote = 0;
  bool in_word = false;
  for (const char c : line) {
    if (!quote && (c == ' ' || c == '\t')) {
      in_word = false;
      continue;
    }
    if (!in_word && c == '#') break;
    if (!in_word) words.emplace_back();
    in_word = true;
    if (c == quote)
      quote = 0;
    else if (!quote && (c == '"' || c == '\''))
      quote = c;
    else
      words.back() += c;
  }
  return words;
}

// Those of one line; an option and its value stand in the same one.
std::vector<Option> options_in(const std::string& line, std::string_view prefix) {
  try {
    return scheduler::parse_options(words_of(std::string_view(line).substr(prefix.size())));
  } catch (const Error& error) {
    const auto& failure = error.failure();
    throw bad_line(line, failure.what + (failure.why.empty() ? "" : ": " + failure.why), failure.hint);
  }
}

}  // namespace

Error bad_line(std::string_view line, std::string why, std::string hint) {
  return Error{{.kind = ErrorKind::bad_input,
                .what = "a line of the job's script cannot be followed: " + printable(trim(line)),
                .why = std::move(why),
                .hint = std::move(hint)}};
}

std::vector<Option> directives_of(std::string_view script) {
  constexpr std::string_view prefix = "#SBATCH";
  std::vector<Option> options;
  for (const auto& line : split_lines(script)) {
    const auto text = trim(line);
    if (!text.empty() && text[0] != '#') break;
    if (!line.starts_with(prefix) || line.size() == prefix.size()) continue;
    if (line[prefix.size()] != ' ' && line[prefix.size()] != '\t') continue;
    for (auto& option : options_in(line, prefix))
      options.push_back(std::move(option));
  }
  return options;
}

}  // namespace aifactory::job
