// SPDX-License-Identifier: Apache-2.0
#include "job/sweep_text.hpp"

#include "aifactory/base/text.hpp"
#include "aifactory/job/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace aifactory::job {

namespace {

int tasks_of(std::span<const config::Parameter> sweep) {
  std::size_t tasks = 1;
  for (const auto& parameter : sweep)
    tasks *= parameter.values.size();
  return static_cast<int>(tasks);
}

std::string exports_of(std::span<const config::Parameter> sweep, int task) {
  std::string text = "export";
  for (const auto& [name, value] : combination(sweep, task))
    text += " " + sweep_variable(name) + "=" + shell_quote(value);
  return text;
}

/// Goes through shell text and knows what quotes it stands in.
class Scanner {
 public:
  explicit Scanner(std::span<const config::Parameter> sweep) : sweep_(sweep) {}

  std::string rewrite(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const auto name = inside_ == Inside::comment ? std::string_view() : parameter_at(text, at);
      if (!name.empty()) {
        out_ += reference(name);
        at += name.size() + 2;
      } else {
        at += pass(text, at);
      }
    }
    return std::move(out_);
  }

 private:
  enum class Inside { nothing, single_quotes, double_quotes, comment };

  std::string_view parameter_at(std::string_view text, std::size_t at) const {
    if (text[at] != '{' || (at > 0 && text[at - 1] == '$')) return {};
    const auto end = text.find('}', at);
    if (end == text.npos) return {};
    const auto name = text.substr(at + 1, end - at - 1);
    return std::ranges::find(sweep_, name, &config::Parameter::name) == sweep_.end() ? std::string_view() : name;
  }

  std::string reference(std::string_view name) const {
    const auto variable = "${" + sweep_variable(name) + "}";
    if (inside_ == Inside::double_quotes) return variable;
    return inside_ == Inside::single_quotes ? "'\"" + variable + "\"'" : "\"" + variable + "\"";
  }

  /// Copies what stands here; how much that was.
  std::size_t pass(std::string_view text, std::size_t at) {
    const char c = text[at];
    const bool escapes = c == '\\' && (inside_ == Inside::nothing || inside_ == Inside::double_quotes);
    const std::size_t taken = escapes && at + 1 < text.size() ? 2 : 1;
    out_ += text.substr(at, taken);
    if (taken == 1) turn(c, at == 0 || std::isspace(static_cast<unsigned char>(text[at - 1])) || text[at - 1] == ';');
    return taken;
  }

  void turn(char c, bool begins_word) {
    switch (inside_) {
      case Inside::nothing:
        if (c == '\'') inside_ = Inside::single_quotes;
        if (c == '"') inside_ = Inside::double_quotes;
        if (c == '#' && begins_word) inside_ = Inside::comment;
        return;
      case Inside::single_quotes:
        if (c == '\'') inside_ = Inside::nothing;
        return;
      case Inside::double_quotes:
        if (c == '"') inside_ = Inside::nothing;
        return;
      case Inside::comment:
        if (c == '\n') inside_ = Inside::nothing;
    }
  }

  std::span<const config::Parameter> sweep_;
  Inside inside_ = Inside::nothing;
  std::string out_;
};

}  // namespace

std::string sweep_environment(std::span<const config::Parameter> sweep) {
  if (sweep.empty()) return "";
  const int tasks = tasks_of(sweep);
  if (tasks == 1) return exports_of(sweep, 0) + "\n";
  std::string text = "case ${SLURM_ARRAY_TASK_ID:-} in\n";
  for (int task = 0; task < tasks; ++task)
    text += fmt::format("  {}) {} ;;\n", task, exports_of(sweep, task));
  return text + "  *) echo 'aifactory: this task is none of the sweep' >&2; exit 65 ;;\nesac\n";
}

std::string with_parameters(std::string_view command, std::span<const config::Parameter> sweep) {
  return sweep.empty() ? std::string(command) : Scanner(sweep).rewrite(command);
}

std::string sweep_table(std::span<const config::Parameter> sweep) {
  std::string text = "task";
  for (const auto& parameter : sweep)
    text += "\t" + parameter.name;
  for (int task = 0; task < tasks_of(sweep); ++task) {
    text += fmt::format("\n{}", task);
    for (const auto& [name, value] : combination(sweep, task))
      text += "\t" + value;
  }
  return text + "\n";
}

}  // namespace aifactory::job
