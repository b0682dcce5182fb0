// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.hpp"

#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/config/settings.hpp"
#include "aifactory/job/ledger.hpp"

#include "cli/run_filter.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <ostream>

namespace aifactory::cli {
namespace {

constexpr int files_too = 0;
constexpr int no_space = 2;
constexpr int no_files = 4;

struct Candidate {
  std::string value;
  std::string description;
};

struct Answer {
  std::vector<Candidate> candidates;
  int directive = no_files;
};

config::Settings settings() {
  return config::Settings::load({}, std::filesystem::current_path(), user_directories().config / "config.yaml");
}

std::vector<Candidate> jobs() {
  const config::Settings all = settings();
  std::vector<Candidate> found;
  for (const auto& [name, job] : all.project().jobs)
    found.push_back({name, job.command});
  return found;
}

std::vector<Candidate> datasets() {
  const config::Settings all = settings();
  std::vector<Candidate> found;
  for (const auto& [name, dataset] : all.project().datasets)
    found.push_back({name, dataset.description});
  return found;
}

std::vector<Candidate> sites() {
  const config::Settings all = settings();
  std::vector<Candidate> found;
  for (const std::string& name : all.site_names())
    found.push_back({name, all.site(name).name});
  return found;
}

std::vector<Candidate> states() {
  std::vector<Candidate> found;
  for (const std::string& name : state_names())
    found.push_back({name, ""});
  return found;
}

std::vector<Candidate> runs() {
  const std::filesystem::path file = user_directories().state / "runs.sqlite";
  if (!std::filesystem::exists(file)) return {};
  const config::Settings all = settings();
  std::vector<Candidate> found;
  const std::string project = all.has_project() ? all.project().folder.string() : std::string();
  for (const job::Run& run : job::Ledger(file).list({.project = project}))
    found.push_back({run.name, std::string(scheduler::name_of(run.state)) + " on " + run.site});
  return found;
}

std::vector<Candidate> runs_and_jobs() {
  std::vector<Candidate> found = runs();
  const std::vector<Candidate> more = jobs();
  found.insert(found.end(), more.begin(), more.end());
  return found;
}

/// Values of a placeholder; what cannot be read (no project, a broken file) offers nothing rather than an error.
Answer values_of(const Option& option) {
  const std::string& kind = option.is_positional() ? option.name : option.value;
  if (kind == "FILE" || kind == "FOLDER") return {{}, files_too};
  if (!option.choices.empty()) {
    Answer answer;
    for (const std::string& choice : option.choices)
      answer.candidates.push_back({choice, ""});
    return answer;
  }
  try {
    if (kind == "JOB") return {jobs()};
    if (kind == "RUN") return {runs()};
    if (kind == "RUN[:ok|any|notok]") return {runs_and_jobs()};
    if (kind == "STATE") return {states()};
    if (kind == "DATASET") return {datasets()};
    if (kind == "SITE") return {sites()};
  } catch (const std::exception&) {}
  return {};
}

const Option* find_option(const Command& root, const Command& command, std::string_view word) {
  const auto named = [&](const Option& option) {
    const std::vector<std::string> names = split(option.name, ',');
    return !option.is_positional() && std::ranges::find(names, word) != names.end();
  };
  for (const Command* place : {&command, &root}) {
    const auto found = std::ranges::find_if(place->options, named);
    if (found != place->options.end()) return &*found;
  }
  return nullptr;
}

Answer options_of(const Command& root, const Command& command) {
  Answer answer;
  const auto add = [&](const Option& option) {
    if (!option.is_positional()) answer.candidates.push_back({option.long_name(), option.help});
  };
  std::ranges::for_each(command.options, add);
  if (&command != &root) std::ranges::for_each(root.options, add);
  answer.candidates.push_back({"--help", "show this help"});
  return answer;
}

Answer words_of(const Command& command, std::size_t positional) {
  Answer answer;
  for (const Command& sub : command.subcommands)
    if (!sub.name.starts_with("__")) answer.candidates.push_back({sub.name, sub.summary});
  if (!command.is_leaf()) return answer;
  std::size_t index = 0;
  for (const Option& option : command.options) {
    if (!option.is_positional()) continue;
    const bool takes_many = std::holds_alternative<std::vector<std::string>*>(option.to);
    if (index++ == positional || takes_many) return values_of(option);
  }
  return answer;
}

struct Place {
  const Command* command;
  const Option* wants_value = nullptr;
  std::size_t positionals = 0;
};

/// Where the words before the one being typed lead to.
Place walk(const Command& root, const std::vector<std::string>& words) {
  Place place{.command = &root};
  for (const std::string& word : words) {
    if (place.wants_value != nullptr) {
      place.wants_value = nullptr;
    } else if (word.starts_with('-')) {
      const Option* option = find_option(root, *place.command, word);
      if (option != nullptr && !option->is_flag() && option->name != "--json") place.wants_value = option;
    } else if (const Command* next = place.command->find(word)) {
      place.command = next;
    } else {
      ++place.positionals;
    }
  }
  return place;
}

Answer answer(const Command& root, const std::vector<std::string>& before, const std::string& typed) {
  const Place place = walk(root, before);
  if (place.wants_value != nullptr) return values_of(*place.wants_value);
  if (typed.starts_with("--json=") && place.command->shape != nullptr) {
    Answer fields{{}, no_files | no_space};
    for (const output::Field& field : place.command->shape->fields)
      fields.candidates.push_back({typed.substr(0, typed.find_last_of("=,") + 1) + field.name, field.title});
    return fields;
  }
  return typed.starts_with('-') ? options_of(root, *place.command) : words_of(*place.command, place.positionals);
}

}  // namespace

int complete(const Command& root, const std::vector<std::string>& words, std::ostream& out) {
  const std::string typed = words.empty() ? "" : words.back();
  const std::vector<std::string> before(words.begin(), words.empty() ? words.end() : words.end() - 1);
  const Answer found = answer(root, before, typed);
  for (const Candidate& candidate : found.candidates) {
    if (!candidate.value.starts_with(typed)) continue;
    out << printable(candidate.value);
    if (!candidate.description.empty()) out << '\t' << printable(candidate.description);
    out << '\n';
  }
  out << ':' << found.directive << '\n' << std::flush;
  return 0;
}

}  // namespace aifactory::cli
