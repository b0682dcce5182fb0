// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/usage.hpp"

#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"

#include "monitoring/number.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace aifactory::monitoring {
namespace {

using Values = std::map<std::string, double, std::less<>>;

/// Slurm writes NO_VAL64 (2^64 - 2) for energy that it does not know.
constexpr double no_value = 1.8e19;

enum class Unit { number, bytes, time };

struct UsageColumn {
  std::string_view field;
  std::string_view name;
  Unit unit = Unit::number;
};
constexpr std::array<UsageColumn, 12> columns{{
    {"ElapsedRaw", "elapsed_seconds"},
    {"Elapsed", "elapsed_seconds", Unit::time},
    {"TotalCPU", "cpu_seconds", Unit::time},
    {"CPUTimeRAW", "allocated_cpu_seconds"},
    {"AveCPU", "mean_cpu_seconds", Unit::time},
    {"MaxRSS", "max_rss_bytes", Unit::bytes},
    {"AveRSS", "mean_rss_bytes", Unit::bytes},
    {"MaxVMSize", "max_vm_bytes", Unit::bytes},
    {"AveDiskRead", "mean_disk_read_bytes", Unit::bytes},
    {"AveDiskWrite", "mean_disk_write_bytes", Unit::bytes},
    {"ConsumedEnergyRaw", "energy_joules"},
    {"NTasks", "tasks"},
}};

/// Lists of "resource=value", each with what stands in front of the resource's name.
struct ListColumn {
  std::string_view field;
  std::string_view prefix;
};
constexpr std::array<ListColumn, 5> list_columns{{
    {"AllocTRES", "allocated_"},
    {"TRESUsageInTot", "used_"},
    {"TRESUsageInAve", "mean_used_"},
    {"TRESUsageInMax", "max_used_"},
    {"TRESUsageOutTot", "written_"},
}};

/// Trackable resources (slurm.conf(5), AccountingStorageTRES). CPU is a count where allocated, a time where used.
constexpr std::array<UsageColumn, 11> resources{{
    {"cpu", "cpus"},
    {"mem", "memory_bytes", Unit::bytes},
    {"vmem", "vm_bytes", Unit::bytes},
    {"node", "nodes"},
    {"billing", "billing"},
    {"energy", "energy_joules"},
    {"fs/disk", "disk_bytes", Unit::bytes},
    {"gres/gpu", "gpus"},
    {"gres/gpuutil", "gpu_percent"},
    {"gres/gpumem", "gpu_memory_bytes", Unit::bytes},
    {"pages", "page_faults"},
}};

/// "00:00:07", "1-02:03:04", "01:25.123".
std::optional<double> seconds_in(std::string_view text) {
  double days = 0;
  if (const auto dash = text.find('-'); dash != std::string_view::npos) {
    days = parse_number(text.substr(0, dash)).value_or(-1);
    text.remove_prefix(dash + 1);
  }
  double seconds = 0;
  for (const auto& part : split(text, ':')) {
    const auto number = parse_number(part);
    if (!number || !(*number >= 0) || days < 0) return std::nullopt;
    seconds = seconds * 60 + *number;
  }
  return days * 86'400 + seconds;
}

std::optional<double> value_in(std::string_view text, Unit unit) {
  if (unit == Unit::time) return seconds_in(text);
  if (unit == Unit::number) return parse_number(text);
  const auto bytes = parse_bytes(text);
  return bytes ? std::optional(static_cast<double>(*bytes)) : std::nullopt;
}

void put(Values& values, std::string name, std::optional<double> value) {
  if (value && *value >= 0 && *value < no_value) values.emplace(std::move(name), *value);
}

template <typename Table>
auto find_field(const Table& table, std::string_view field) {
  return std::find_if(table.begin(), table.end(), [field](const auto& row) { return row.field == field; });
}

void put_resource(Values& values, std::string_view prefix, std::string_view entry) {
  const auto equals = entry.find('=');
  const auto known = find_field(resources, entry.substr(0, equals));
  if (equals == std::string_view::npos || known == resources.end()) return;
  const auto text = entry.substr(equals + 1);
  const bool used_time = known->field == "cpu" && text.find(':') != std::string_view::npos;
  const auto name = used_time ? std::string_view("cpu_seconds") : known->name;
  put(values, std::string(prefix).append(name), value_in(text, used_time ? Unit::time : known->unit));
}

void put_field(Values& values, std::string_view field, std::string_view text) {
  if (const auto column = find_field(columns, field); column != columns.end())
    return put(values, std::string(column->name), value_in(text, column->unit));
  const auto list = find_field(list_columns, field);
  if (list == list_columns.end()) return;
  for (const auto& entry : split(text, ','))
    put_resource(values, list->prefix, entry);
}

}  // namespace

std::vector<StepUsage> read_slurm_usage(std::string_view table) {
  std::vector<StepUsage> steps;
  const auto lines = split_lines(table);
  if (lines.empty()) return steps;
  const auto fields = split(lines.front(), '|');
  const auto id = std::find(fields.begin(), fields.end(), "JobID");
  if (id == fields.end()) return steps;
  for (std::size_t line = 1; line < lines.size(); ++line) {
    const auto words = split(lines[line], '|');
    if (words.size() != fields.size()) continue;
    StepUsage usage{.step = printable(words[static_cast<std::size_t>(id - fields.begin())]), .values = {}};
    for (std::size_t i = 0; i < words.size(); ++i)
      put_field(usage.values, fields[i], words[i]);
    steps.push_back(std::move(usage));
  }
  return steps;
}

}  // namespace aifactory::monitoring
