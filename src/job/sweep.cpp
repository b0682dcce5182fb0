// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/sweep.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "job/refuse_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace aifactory::job {

namespace {

constexpr std::size_t most_combinations = 10'000;

bool is_variable(std::string_view name) {
  const auto word = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
  return !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) && std::ranges::all_of(name, word);
}

bool is_value(std::string_view value) {
  return std::ranges::none_of(value, [](unsigned char c) { return std::iscntrl(c); });
}

void check_parameter(const config::Job& job, const config::Parameter& parameter, std::set<std::string>& seen) {
  const auto shown = printable(parameter.name);
  if (!is_variable(parameter.name))
    refuse(job, "'" + shown + "' cannot be the name of a parameter", "letters, digits and _ can");
  if (!seen.insert(sweep_variable(parameter.name)).second)
    refuse(job, "two parameters called " + shown + " (capitals do not tell them apart)", "rename one of them");
  if (parameter.values.empty()) refuse(job, "parameter " + shown + " has no values", "write them as [0.1, 0.01]");
  for (const auto& value : parameter.values)
    if (!is_value(value))
      refuse(job, "'" + printable(value) + "' cannot be a value of " + shown, "values are one line, without tabs");
}

}  // namespace

int check_sweep(const config::Job& job) {
  std::set<std::string> seen;
  std::size_t tasks = 1;
  for (const auto& parameter : job.sweep) {
    check_parameter(job, parameter, seen);
    if (parameter.values.size() > most_combinations / tasks)
      refuse(job, fmt::format("the sweep has more than {} combinations", most_combinations), "give it fewer values");
    tasks *= parameter.values.size();
  }
  return static_cast<int>(tasks);
}

Combination combination(std::span<const config::Parameter> sweep, int task) {
  Combination chosen;
  auto rest = static_cast<std::size_t>(task);
  for (auto parameter = sweep.rbegin(); parameter != sweep.rend(); ++parameter) {
    const auto& values = parameter->values;
    if (values.empty()) continue;
    chosen.emplace_back(parameter->name, values[rest % values.size()]);
    rest /= values.size();
  }
  std::ranges::reverse(chosen);
  return chosen;
}

std::string sweep_variable(std::string_view name) {
  std::string variable = "AIFACTORY_PARAM_";
  for (const char c : name)
    variable += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return variable;
}

void set_parameters(config::Job& job, std::span<const std::string> settings) {
  std::vector<std::string> known;
  for (const auto& parameter : job.sweep)
    known.push_back(parameter.name);
  std::set<std::string> given;
  for (const auto& setting : settings) {
    const auto equals = setting.find('=');
    const auto name = setting.substr(0, equals);
    const auto slip = std::ranges::find(known, name) == known.end() ? did_you_mean(name, known) : std::string();
    if (equals == std::string::npos || !is_variable(name) || !slip.empty())
      throw Error{{.kind = ErrorKind::usage,
                   .what = fmt::format("--param {}: {}", printable(setting),
                                       slip.empty() ? "no NAME=VALUE" : "no such parameter" + slip),
                   .hint = "write it as --param lr=0.1; once more for each further value"}};
    auto at = std::ranges::find(job.sweep, name, &config::Parameter::name);
    if (at == job.sweep.end()) at = job.sweep.insert(at, {.name = name, .values = {}});
    if (given.insert(name).second) at->values.clear();
    at->values.push_back(setting.substr(equals + 1));
  }
}

}  // namespace aifactory::job
