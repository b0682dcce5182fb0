// SPDX-License-Identifier: Apache-2.0
#include "job/option_list.hpp"

#include "aifactory/base/error.hpp"

#include <algorithm>

namespace aifactory::job {

namespace {

// A job is found by its name, its logs by their paths, its id on the last line of stdout.
constexpr std::string_view own[] = {"job-name", "output", "error", "chdir", "parsable", "wrap",    "test-only", "wait",
                                    "clusters", "input",  "quiet", "help",  "usage",    "version", "verbose"};

std::string name_in(std::string_view forbidden) {
  const auto start = std::min(forbidden.find_first_not_of('-'), forbidden.size());
  return std::string(forbidden.substr(start, forbidden.find('=') - start));
}

}  // namespace

void OptionList::set(std::string name, std::string value) {
  set({std::move(name), std::move(value)});
}

void OptionList::set(const scheduler::Option& option) {
  const auto found = std::ranges::find(options_, option.name, &scheduler::Option::name);
  if (found == options_.end())
    options_.push_back(option);
  else
    *found = option;
}

const scheduler::Option* OptionList::find(std::string_view name) const {
  return scheduler::find_option(options_, name);
}

std::vector<std::string> OptionList::remove(const std::vector<std::string>& forbidden) {
  std::vector<std::string> removed;
  for (const auto& entry : forbidden)
    if (std::erase_if(options_, [&](const auto& option) { return option.name == name_in(entry); }) > 0)
      removed.push_back("--" + name_in(entry));
  return removed;
}

std::vector<std::string> OptionList::words() const {
  std::vector<std::string> words;
  for (const auto& option : options_)
    words.push_back(option.word());
  return words;
}

bool is_own_option(std::string_view name) {
  return std::ranges::find(own, name) != std::end(own);
}

std::vector<scheduler::Option> user_options(const config::Job& job) {
  auto options = scheduler::parse_options(job.sbatch);
  for (const auto& option : options)
    if (is_own_option(option.name))
      throw Error{{.kind = ErrorKind::bad_input,
                   .what = "job " + job.name + ": --" + option.name + " cannot be passed on to sbatch",
                   .why = "aifactory sets it itself, to find the job and its logs again",
                   .hint = "take it out of `sbatch:`"}};
  return options;
}

}  // namespace aifactory::job
