// SPDX-License-Identifier: Apache-2.0
#include "cli/log_choice.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace aifactory::cli {
namespace {

constexpr std::uint32_t largest = 99'999'999;
/// More are looked for with a pattern.
constexpr std::uint64_t named_at_most = 64;

std::optional<std::uint32_t> number_in(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > largest) return std::nullopt;
  return number;
}

std::optional<NumberList::Range> range_in(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = number_in(text.substr(0, dash));
  const auto last = dash == text.npos ? first : number_in(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return NumberList::Range{*first, *last};
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  return at == text.npos ? text : text.replace(at, what.size(), by);
}

/// `pattern` ("…/stdout-%a.log") for each task that is wanted.
void add_tasks(std::vector<std::string>& paths, const std::string& pattern, const std::optional<NumberList>& tasks) {
  const bool many = pattern.find("%a") != pattern.npos;
  if (!many || !tasks || tasks->count() > named_at_most) return paths.push_back(replaced(pattern, "%a", "*"));
  for (const auto& range : tasks->ranges())
    for (auto task = range.first; task <= range.last; ++task)
      paths.push_back(replaced(pattern, "%a", std::to_string(task)));
}

/// The number that stands in `text` where `pattern` has "%a"; 0 where it has none and both are the same.
std::optional<std::uint32_t> task_in(std::string_view text, std::string_view pattern) {
  const auto at = pattern.find("%a");
  if (at == pattern.npos) return text == pattern ? std::optional<std::uint32_t>{0} : std::nullopt;
  const auto front = pattern.substr(0, at), back = pattern.substr(at + 2);
  if (text.size() < front.size() + back.size() || !text.starts_with(front) || !text.ends_with(back))
    return std::nullopt;
  return number_in(text.substr(front.size(), text.size() - front.size() - back.size()));
}

/// "rank-3.step-0.log", "rank-3.step-0.task-7.log", and behind it ".restart-1" when the job ran again.
std::optional<LogKey> rank_key(std::string_view name) {
  LogKey key;
  for (const auto& part : split(name, '.')) {
    const auto dash = part.find('-');
    const auto word = part.substr(0, dash);
    if (part == "log") continue;
    const auto number = dash == part.npos ? std::nullopt : number_in(std::string_view(part).substr(dash + 1));
    if (!number) return std::nullopt;
    if (word != "restart") (word == "rank" ? key.rank : word == "step" ? key.step : key.task) = number;
  }
  return key.rank && key.step ? std::optional{key} : std::nullopt;
}

bool is_wanted(const std::optional<NumberList>& list, const std::optional<std::uint32_t>& number) {
  return !list || (number && list->contains(*number));
}

std::optional<LogKey> any_key(const job::Run& run, const LogChoice& choice, const std::string& path) {
  if (choice.of_ranks())
    return path.starts_with(run.folder + "/") ? rank_key(std::string_view(path).substr(run.folder.size() + 1))
                                              : std::nullopt;
  const bool array = run.stdout_path.find("%a") != std::string::npos;
  for (const auto stream : {LogKey::Stream::out, LogKey::Stream::err}) {
    if (choice.errors_only && stream == LogKey::Stream::out) continue;
    const auto task = task_in(path, stream == LogKey::Stream::out ? run.stdout_path : run.stderr_path);
    if (task) return LogKey{.stream = stream, .task = array ? task : std::nullopt};
  }
  return std::nullopt;
}

}  // namespace

bool NumberList::contains(std::uint32_t number) const {
  return std::ranges::any_of(ranges_, [&](const Range& r) { return r.first <= number && number <= r.last; });
}

std::uint64_t NumberList::count() const {
  std::uint64_t count = 0;
  for (const auto& range : ranges_)
    count += range.last - range.first + 1;
  return count;
}

NumberList parse_numbers(const std::string& text, const std::string& option) {
  std::vector<NumberList::Range> ranges;
  for (const auto& part : split(text, ',')) {
    const auto range = range_in(trim(part));
    if (!range)
      throw Error{{.kind = ErrorKind::usage,
                   .what = fmt::format("{}: '{}' is no list of numbers", option, printable(text)),
                   .hint = fmt::format("write it as {0} 3 or {0} 0-4,7", option)}};
    ranges.push_back(*range);
  }
  return NumberList(std::move(ranges));
}

std::vector<std::string> log_paths(const job::Run& run, const LogChoice& choice) {
  if (choice.of_ranks()) return {run.folder + "/rank-*.log"};
  std::vector<std::string> paths;
  if (!choice.errors_only) add_tasks(paths, run.stdout_path, choice.tasks);
  if (choice.errors_only || run.stderr_path != run.stdout_path) add_tasks(paths, run.stderr_path, choice.tasks);
  return paths;
}

std::optional<LogKey> log_key(const job::Run& run, const LogChoice& choice, const std::string& path) {
  const auto key = any_key(run, choice, path);
  if (!key || !is_wanted(choice.tasks, key->task)) return std::nullopt;
  if (!is_wanted(choice.ranks, key->rank) || !is_wanted(choice.steps, key->step)) return std::nullopt;
  return key;
}

std::uint64_t log_place(const LogKey& key) {
  const auto bits = [](std::optional<std::uint32_t> number, int count) {
    return number ? std::min<std::uint64_t>(*number + 1, (std::uint64_t{1} << count) - 1) : 0;
  };
  const std::uint64_t stream = key.stream == LogKey::Stream::err ? 1 : 0;
  return bits(key.task, 27) << 36 | bits(key.step, 15) << 21 | bits(key.rank, 20) << 1 | stream;
}

bool is_mixed(const job::Run& run, const LogChoice& choice) {
  const auto single = [](const std::optional<NumberList>& list) { return list && list->count() == 1; };
  const bool array = run.stdout_path.find("%a") != std::string::npos;
  if (array && !single(choice.tasks)) return true;
  return choice.of_ranks() && !(single(choice.ranks) && single(choice.steps));
}

std::string log_label(const LogKey& key) {
  std::vector<std::string> parts;
  if (key.task) parts.push_back(std::to_string(*key.task));
  if (key.step.value_or(0) > 0) parts.push_back(fmt::format("step {}", *key.step));
  if (key.rank) parts.push_back(fmt::format("rank {}", *key.rank));
  if (parts.empty()) return key.stream == LogKey::Stream::err ? "err" : "out";
  return join(parts, " ");
}

}  // namespace aifactory::cli
