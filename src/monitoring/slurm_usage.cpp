// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"
#include "aifactory/monitoring/usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace aifactory::monitoring {
namespace {

// Some sites put Slurm into PATH for login shells only. sstat knows steps by their full names, and only running ones.
constexpr std::string_view usage_script = R"sh(export LC_ALL=C TZ=UTC0
unset SACCT_FORMAT
command -v sacct >/dev/null 2>&1 || PATH=$PATH:$(bash -lc 'printf "\n%s" "$PATH"' 2>/dev/null </dev/null | tail -n 1)
a=$(sacct -P -S 2000-01-01 -j {0} -o {1} 2>&1); s=$?
printf '@sacct %s\n%s\n' "$s" "$a"
b=$(sstat -P -a -j {0} -o {2} 2>&1); s=$?
printf '@sstat %s\n%s\n' "$s" "$b"
)sh";

bool is_id(std::string_view id) {
  return !id.empty() && std::isdigit(static_cast<unsigned char>(id[0])) &&
         std::ranges::all_of(id, [](unsigned char c) { return std::isdigit(c) || c == '_' || c == '+'; });
}

struct Part {
  std::string status, text;
};

/// The lines behind "@NAME STATUS", up to the next such line.
Part part_of(std::string_view out, std::string_view name) {
  Part part;
  bool inside = false;
  for (const auto& line : split_lines(out)) {
    if (line.starts_with('@')) inside = line.starts_with(fmt::format("@{} ", name));
    if (!inside) continue;
    if (line.starts_with('@'))
      part.status = line.substr(name.size() + 2);
    else
      part.text += line + "\n";
  }
  return part;
}

std::string first_line(std::string_view text) {
  const auto lines = split_lines(trim(text));
  return lines.empty() ? std::string() : shorten(printable(lines.back()), 160);
}

void join_running(std::vector<StepUsage>& steps, std::vector<StepUsage> running) {
  for (auto& step : running) {
    const auto known = std::ranges::find(steps, step.step, &StepUsage::step);
    if (known == steps.end())
      steps.push_back(std::move(step));
    else
      known->values.merge(step.values);
  }
}

}  // namespace

std::string slurm_usage_command(std::span<const std::string> ids) {
  std::vector<std::string> good;
  std::ranges::copy_if(ids, std::back_inserter(good), is_id);
  if (good.empty()) return {};
  return fmt::format(usage_script, join(good, ","), sacct_usage_fields, sstat_usage_fields);
}

SlurmUsage read_slurm_usage_answer(std::string_view out) {
  SlurmUsage usage;
  const Part sacct = part_of(out, "sacct"), sstat = part_of(out, "sstat");
  usage.steps = read_slurm_usage(sacct.text);
  if (sacct.status != "0")
    usage.missing.push_back("Slurm's accounts (sacct) do not answer: " + first_line(sacct.text));
  else if (usage.steps.empty())
    usage.missing.emplace_back("Slurm's accounts (sacct) do not know the job, or not yet");
  join_running(usage.steps, read_slurm_usage(sstat.text));
  return usage;
}

}  // namespace aifactory::monitoring
