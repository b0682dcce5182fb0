// SPDX-License-Identifier: Apache-2.0
#include "job/directives.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "job/option_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace aifactory::job {

namespace {

using scheduler::Option;

// What becomes a part of the job, and is written again as the site wants it.
constexpr std::string_view taken_over[] = {
    "time",          "nodes", "ntasks", "ntasks-per-node", "cpus-per-task", "gpus",      "gpus-per-node",
    "gpus-per-task", "gres",  "mem",    "account",         "qos",           "partition", "array"};

bool is_in(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value > 0 ? std::optional(value) : std::nullopt;
}

// What the run needs for itself, and what would make sbatch do something else than submit. Those that only change
// what sbatch prints are not worth a word.
void warn_of_own(std::span<const Option> options, std::vector<std::string>& warnings) {
  constexpr std::string_view silent[] = {"parsable", "quiet", "verbose"};
  constexpr std::string_view places[] = {"output", "error", "chdir"};
  std::vector<std::string_view> told;
  for (const auto& option : options) {
    if (!is_own_option(option.name) || is_in(silent, option.name) || is_in(told, option.name)) continue;
    told.push_back(option.name);
    const auto why = is_in(places, option.name)  ? "each run has a folder of its own"
                     : option.name == "job-name" ? "the job is called like its run"
                                                 : "aifactory calls sbatch in its own way";
    warnings.push_back(fmt::format("#SBATCH --{} in the script is not followed: {}", printable(option.name), why));
  }
}

/// Puts one line after the other into a job, and tells of clashes.
class DirectiveReader {
 public:
  DirectiveReader(config::Job& job, const std::vector<Option>& options, std::vector<std::string>& warnings)
      : job_(job), options_(options), warnings_(warnings) {}

  void read() {
    take_text("account", "account", job_.account);
    take_text("qos", "qos", job_.qos);
    take_text("partition", "partition", job_.partition);
    if (job_.sweep.empty()) take_text("array", "array", job_.array);
    take_memory();
    take_time();
    take_number("nodes", "nodes", job_.nodes);
    take_number("cpus-per-task", "cpus", job_.cpus);
    take_tasks();
    take_gpus();
  }

 private:
  const std::string* value(std::string_view name) const {
    const auto* option = scheduler::find_option(options_, name);
    return option && option->value ? &*option->value : nullptr;
  }

  void clash(std::string_view name, const std::string& text, std::string_view key) {
    warnings_.push_back(
        fmt::format("#SBATCH --{}={} in the script is not followed: `{}:` in aifactory.yaml goes before", name,
                    printable(text), key));
  }

  void cannot_read(std::string_view name, const std::string& text) {
    warnings_.push_back(fmt::format("#SBATCH --{}={} in the script is not followed", name, printable(text)));
  }

  void take_text(std::string_view name, std::string_view key, std::string& to) {
    const auto* text = value(name);
    if (!text || *text == to) return;
    if (to.empty())
      to = *text;
    else
      clash(name, *text, key);
  }

  void take_memory() {
    const auto* text = value("mem");
    if (!text || job_.memory == *text) return;
    if (job_.memory)
      clash("mem", *text, "memory");
    else
      job_.memory = *text;
  }

  void take_time() {
    const auto* text = value("time");
    if (!text) return;
    const auto time = parse_duration(*text);
    if (!time) throw bad_line("#SBATCH --time=" + *text, "that is no time", "write it as 30, 2:00:00 or 1-00:00:00");
    if (!job_.time)
      job_.time = time;
    else if (*job_.time != *time)
      clash("time", *text, "time");
  }

  bool take_number(std::string_view name, std::string_view key, std::optional<int>& to, int times = 1) {
    const auto* text = value(name);
    if (!text) return false;
    const auto count = number(*text);
    if (!count)
      cannot_read(name, *text);
    else if (!to)
      to = *count * times;
    else if (*to != *count * times)
      clash(name, *text, key);
    return true;
  }

  void take_tasks() {
    if (!take_number("ntasks", "tasks", job_.tasks))
      take_number("ntasks-per-node", "tasks", job_.tasks, job_.nodes.value_or(1));
  }

  void take_gpus() {
    std::optional<int> gpus = job_.gpus > 0 ? std::optional(job_.gpus) : std::nullopt;
    const int nodes = job_.nodes.value_or(1);
    take_number("gpus", "gpus", gpus);
    take_number("gpus-per-node", "gpus", gpus, nodes);
    take_number("gpus-per-task", "gpus", gpus, job_.tasks.value_or(1));
    if (const auto* gres = value("gres")) take_gres(*gres, nodes, gpus);
    if (gpus) job_.gpus = *gpus;
  }

  // "gpu", "gpu:4", "gpu:h100:4". A type is kept; devices of another kind are passed on.
  void take_gres(const std::string& gres, int nodes, std::optional<int>& gpus) {
    const auto words = split(gres, ':');
    const auto count = words.size() == 1 ? std::optional(1) : number(words.back());
    const bool plain = words[0] == "gpu" && words.size() <= 3 && count && gres.find(',') == std::string::npos;
    if (plain && gpus && *gpus != *count * nodes) return clash("gres", gres, "gpus");
    if (plain) gpus = *count * nodes;
    if (!plain || words.size() == 3) job_.sbatch.insert(job_.sbatch.begin(), "--gres=" + gres);
  }

  config::Job& job_;
  const std::vector<Option>& options_;
  std::vector<std::string>& warnings_;
};

}  // namespace

config::Job with_directives(config::Job job, std::string_view script, std::vector<std::string>& warnings) {
  const auto options = directives_of(script);
  DirectiveReader(job, options, warnings).read();
  warn_of_own(options, warnings);
  if (const auto* mode = scheduler::find_option(options, "open-mode"); mode && mode->value == "truncate")
    warnings.emplace_back(
        "#SBATCH --open-mode=truncate in the script is not followed: a job that runs again keeps what it printed; "
        "`sbatch: [--open-mode=truncate]` in aifactory.yaml changes that");
  return job;
}

std::vector<Option> other_directives(std::string_view script, const std::vector<std::string>& plan_options) {
  const auto planned = scheduler::parse_options(plan_options);
  std::vector<Option> others;
  for (const auto& option : directives_of(script))
    if (!is_in(taken_over, option.name) && !is_own_option(option.name) && option.name != "open-mode" &&
        !scheduler::find_option(planned, option.name))
      others.push_back(option);
  return others;
}

}  // namespace aifactory::job
