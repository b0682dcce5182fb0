// SPDX-License-Identifier: Apache-2.0
#include "aifactory/scheduler/limits.hpp"

#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/explain.hpp"

#include "scheduler/slurm/commands.hpp"
#include "scheduler/slurm/fields.hpp"

#include <algorithm>

namespace aifactory::scheduler {

namespace {

// sinfo is refused to users of some sites: then node sizes stay unknown.
constexpr std::string_view question = R"sh(
limit=
command -v timeout >/dev/null 2>&1 && limit='timeout 20'
ask() { printf '@aifactory %s\n' "$1"; shift; $limit "$@" 2>/dev/null; printf '@aifactory end\n'; }
ask partitions scontrol -o show partition
ask nodes sinfo -h -a -o '%R|%G|%c'
ask qos sacctmgr -nP show qos format=Name,MaxWall,MaxTRES,MaxSubmitPU
ask accounts sacctmgr -nP show assoc user="$(id -un)" format=Account,QOS
exit 0
)sh";

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  for (auto& name : split(list, ','))
    if (!trim(name).empty()) names.push_back(std::move(name));
  return names;
}

std::optional<int> count(std::string_view text) {
  const auto value = slurm::number(text);
  return value > 0 ? std::optional(value) : std::nullopt;
}

std::string value_of(std::string_view line, std::string_view key) {
  for (const auto& word : split(line, ' '))
    if (word.size() > key.size() && word.starts_with(key) && word[key.size()] == '=')
      return word.substr(key.size() + 1);
  return "";
}

void read_partition(std::string_view line, Limits& limits) {
  const auto name = value_of(line, "PartitionName");
  if (name.empty()) return;
  auto& partition = limits.partitions[name];
  partition.walltime = parse_duration(value_of(line, "MaxTime"));
  partition.nodes = count(value_of(line, "MaxNodes"));
  if (!partition.nodes) partition.nodes = count(value_of(line, "TotalNodes"));
  const auto qos = value_of(line, "AllowQos");
  if (qos != "ALL") partition.qos = names_in(qos);
  partition.up = value_of(line, "State") == "UP";
}

void read_nodes(std::string_view line, Limits& limits) {
  const auto cells = split(line, '|');
  if (cells.size() != 3) return;
  const auto partition = limits.partitions.find(cells[0]);
  if (partition == limits.partitions.end()) return;
  auto& known = partition->second;
  known.gpus_per_node = std::max(known.gpus_per_node, slurm::gpus_in_gres(cells[1]));
  known.cpus_per_node = std::max(known.cpus_per_node, slurm::number(cells[2].substr(0, cells[2].find('+'))));
}

void read_qos(std::string_view line, Limits& limits) {
  const auto cells = split(line, '|');
  if (cells.size() != 4 || cells[0].empty()) return;
  auto& qos = limits.qos[cells[0]];
  qos.walltime = parse_duration(cells[1]);
  for (const auto& part : names_in(cells[2]))
    if (part.starts_with("node=")) qos.nodes = count(std::string_view(part).substr(5));
  qos.submit = count(cells[3]);
}

void read_account(std::string_view line, Limits& limits) {
  const auto cells = split(line, '|');
  if (cells.size() != 2 || cells[0].empty()) return;
  auto& known = limits.accounts[cells[0]];
  for (auto& name : names_in(cells[1]))
    if (std::ranges::find(known, name) == known.end()) known.push_back(std::move(name));
}

}  // namespace

std::string limits_command() {
  return std::string(slurm::preamble()) + std::string(question);
}

Limits read_limits(std::string_view out) {
  using Read = void (*)(std::string_view, Limits&);
  constexpr std::pair<std::string_view, Read> readers[] = {
      {"partitions", read_partition}, {"nodes", read_nodes}, {"qos", read_qos}, {"accounts", read_account}};
  Limits limits;
  for (const auto& said : read_testimony(out).evidence)
    for (const auto& [source, read] : readers)
      if (said.source == source)
        for (const auto& line : said.lines)
          read(line, limits);
  return limits;
}

}  // namespace aifactory::scheduler
