// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "scheduler/slurm/answer.hpp"
#include "scheduler/slurm/commands.hpp"
#include "scheduler/slurm/fields.hpp"

#include <optional>
#include <utility>

namespace aifactory::scheduler::slurm {

std::map<std::string, Section, std::less<>> sections_of(std::string_view out) {
  constexpr std::string_view status = "status ";
  std::map<std::string, Section, std::less<>> sections;
  std::optional<std::string> name;
  Section section;
  for (const auto& line : split_lines(out)) {
    const bool marked = line.starts_with(mark);
    const auto word = marked ? std::string_view(line).substr(mark.size()) : std::string_view();
    if (marked && word.starts_with(status)) {
      section.status = number(word.substr(status.size()));
      if (name) sections.insert_or_assign(*std::exchange(name, std::nullopt), std::move(section));
      section = {};
    } else if (marked) {
      name = std::string(word);
      section = {};
    } else if (name) {
      section.text += line + '\n';
    }
  }
  return sections;
}

}  // namespace aifactory::scheduler::slurm
