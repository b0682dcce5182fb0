// SPDX-License-Identifier: Apache-2.0
#include "scheduler/slurm/fields.hpp"

#include "aifactory/base/text.hpp"

#include "scheduler/slurm/commands.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>

namespace aifactory::scheduler::slurm {

namespace {

template <class Number>
std::optional<Number> parse(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

std::vector<std::string_view> fields_of(std::string_view line, std::size_t count) {
  std::vector<std::string_view> fields;
  while (fields.size() + 1 < count) {
    const auto end = line.find(field_end);
    if (end == line.npos) return {};
    fields.push_back(trim(line.substr(0, end)));
    line.remove_prefix(end + 1);
  }
  fields.push_back(line);
  return fields;
}

int number(std::string_view text) {
  if (const auto plain = parse<int>(text)) return *plain;
  if (text.empty() || (text.back() != 'K' && text.back() != 'M')) return 0;
  const auto counted = parse_bytes(text);
  return counted && *counted <= std::numeric_limits<int>::max() ? static_cast<int>(*counted) : 0;
}

std::optional<Seconds> seconds(std::string_view text) {
  const auto value = parse<std::int64_t>(text);
  return value ? std::optional(Seconds(*value)) : std::nullopt;
}

std::optional<Seconds> minutes(std::string_view text) {
  const auto value = parse<std::int32_t>(text);
  return value ? std::optional<Seconds>(std::chrono::minutes(*value)) : std::nullopt;
}

void read_exit_code(std::string_view text, JobStatus& status) {
  const auto colon = text.find(':');
  status.exit_code = number(text.substr(0, colon));
  status.signal = colon == text.npos ? 0 : number(text.substr(colon + 1));
}

int gpus_in_tres(std::string_view tres) {
  int plain = 0;
  int typed = 0;
  for (const auto& part : split(tres, ',')) {
    const auto equals = part.find('=');
    if (equals == std::string::npos) continue;
    const auto count = number(std::string_view(part).substr(equals + 1));
    if (part.starts_with("gres/gpu=")) plain = count;
    if (part.starts_with("gres/gpu:") && count < std::numeric_limits<int>::max() - typed) typed += count;
  }
  return plain > 0 ? plain : typed;
}

int gpus_in_gres(std::string_view gres) {
  long gpus = 0;
  for (const auto& item : split(gres, ',')) {
    const auto part = std::string_view(item).substr(0, item.find('('));  // "gpu:4(S:0-1)"
    const auto gpu = part.find("gpu");
    if (gpu == part.npos) continue;
    const auto colon = part.find_last_of(":=");
    const auto last = colon == part.npos || colon < gpu ? "" : part.substr(colon + 1);
    const bool counted = !last.empty() && std::isdigit(static_cast<unsigned char>(last[0]));
    gpus += counted ? number(last) : 1;
  }
  return static_cast<int>(std::clamp<long>(gpus, 0, 1'000'000));
}

}  // namespace aifactory::scheduler::slurm
