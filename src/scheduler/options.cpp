// SPDX-License-Identifier: Apache-2.0
#include "aifactory/scheduler/options.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

namespace aifactory::scheduler {

namespace {

// sbatch(1), Slurm 20.11 to 25.05: short letters with their long names.
constexpr std::pair<char, std::string_view> short_names[] = {
    {'a', "array"},         {'A', "account"},      {'b', "begin"},         {'B', "extra-node-info"},
    {'c', "cpus-per-task"}, {'C', "constraint"},   {'d', "dependency"},    {'D', "chdir"},
    {'e', "error"},         {'F', "nodefile"},     {'G', "gpus"},          {'h', "help"},
    {'H', "hold"},          {'i', "input"},        {'J', "job-name"},      {'k', "no-kill"},
    {'L', "licenses"},      {'m', "distribution"}, {'M', "clusters"},      {'n', "ntasks"},
    {'N', "nodes"},         {'o', "output"},       {'O', "overcommit"},    {'p', "partition"},
    {'q', "qos"},           {'Q', "quiet"},        {'s', "oversubscribe"}, {'S', "core-spec"},
    {'t', "time"},          {'v', "verbose"},      {'V', "version"},       {'w', "nodelist"},
    {'W', "wait"},          {'x', "exclude"}};

// Options whose value may be left out, or that have none.
constexpr std::string_view without_value[] = {
    "contiguous", "exclusive",  "get-user-env",  "help",       "hold",          "ignore-pbs", "nice",
    "no-kill",    "no-requeue", "oversubscribe", "overcommit", "parsable",      "quiet",      "reboot",
    "requeue",    "spread-job", "test-only",     "usage",      "use-min-nodes", "verbose",    "version",
    "wait",       "propagate",  "stepmgr",       "resv-ports"};

bool may_stand_alone(std::string_view name) {
  return std::ranges::find(without_value, name) != std::end(without_value);
}

[[noreturn]] void refuse(const std::string& word, std::string why) {
  throw Error{{.kind = ErrorKind::bad_input,
               .what = "'" + printable(word) + "' is no whole option of sbatch",
               .why = std::move(why),
               .hint = "write it as in sbatch(1), for example --constraint=h100"}};
}

Option long_option(const std::string& word) {
  const auto end = word.find_first_of("= ");
  Option option{word.substr(2, end == std::string::npos ? end : end - 2), std::nullopt};
  if (option.name.empty()) refuse(word, "it has no name");
  if (end != std::string::npos) option.value = std::string(trim(std::string_view(word).substr(end + 1)));
  return option;
}

Option short_option(const std::string& word) {
  const auto* found = std::ranges::find(short_names, word[1], &std::pair<char, std::string_view>::first);
  if (found == std::end(short_names)) refuse(word, std::string("there is no -") + printable(word.substr(1, 1)));
  Option option{std::string(found->second), std::nullopt};
  const auto rest = trim(std::string_view(word).substr(2));
  if (!rest.empty()) option.value = std::string(rest);
  return option;
}

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

struct Range {
  int first = 0, last = 0, step = 1;
  int count() const { return (last - first) / step + 1; }
};

// "3", "8-16" or "8-16:4"
std::optional<Range> read_range(std::string_view range) {
  const auto colon = range.find(':');
  const auto step = colon == range.npos ? std::optional(1) : whole_number(range.substr(colon + 1));
  const auto bounds = range.substr(0, colon);
  const auto dash = bounds.find('-');
  const auto first = whole_number(bounds.substr(0, dash));
  const auto last = dash == bounds.npos ? first : whole_number(bounds.substr(dash + 1));
  if (!first || !last || !step || *step == 0 || *last < *first) return std::nullopt;
  return Range{*first, *last, *step};
}

std::string_view without_limit(std::string_view array) {
  return array.substr(0, array.find('%'));
}

}  // namespace

std::string Option::word() const {
  return "--" + name + (value ? "=" + *value : "");
}

std::vector<Option> parse_options(std::span<const std::string> words) {
  std::vector<Option> options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (word.size() < 2 || word[0] != '-') refuse(word, "options begin with a dash");
    auto option = word[1] == '-' ? long_option(word) : short_option(word);
    if (!option.value && !may_stand_alone(option.name)) {
      if (i + 1 == words.size() || words[i + 1].starts_with('-')) refuse(word, "it needs a value");
      option.value = words[++i];
    }
    options.push_back(std::move(option));
  }
  return options;
}

const Option* find_option(std::span<const Option> options, std::string_view name) {
  const auto last = std::find_if(options.rbegin(), options.rend(), [&](const Option& o) { return o.name == name; });
  return last == options.rend() ? nullptr : &*last;
}

std::optional<int> count_array_tasks(std::string_view array) {
  constexpr int most = 4'000'000;  // Slurm's own ceiling of MaxArraySize
  if (const auto percent = array.find('%'); percent != array.npos)
    if (!whole_number(array.substr(percent + 1)).value_or(0)) return std::nullopt;
  int tasks = 0;
  for (const auto& text : split(without_limit(array), ',')) {
    const auto range = read_range(text);
    if (!range || range->count() > most - tasks) return std::nullopt;
    tasks += range->count();
  }
  return tasks;
}

std::vector<int> array_tasks(std::string_view array, int most) {
  const auto count = count_array_tasks(array);
  if (!count || *count > most)
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "--array=" + printable(array) + " is no array that can run here",
                 .hint = "write it as 0-9 or 0-99%4, with " + std::to_string(most) + " tasks at most"}};
  std::set<int> tasks;
  for (const auto& text : split(without_limit(array), ','))
    if (const auto range = read_range(text))
      for (int task = 0; task < range->count(); ++task)
        tasks.insert(range->first + task * range->step);
  return {tasks.begin(), tasks.end()};
}

std::vector<int> tasks_in_id(std::string_view id) {
  constexpr int most = 1'000'000;  // beyond any MaxArraySize that is in use
  const auto bar = id.find('_');
  if (bar == id.npos) return {};
  auto text = id.substr(bar + 1);
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (count_array_tasks(text).value_or(most) >= most) return {};
  return array_tasks(text, most);
}

}  // namespace aifactory::scheduler
