// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/monitoring/node_use.hpp"

#include "monitoring/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace aifactory::monitoring {
namespace {

constexpr auto counting_time = std::chrono::minutes(10);
constexpr std::size_t sums_limit = std::size_t{16} << 20;

/// Of lines as the sampler writes them; a line that broke off is passed over, and so is a number that is none. Only
/// names that the sampler gives: a file cannot make awk keep more than a few.
constexpr std::string_view sums_script = R"sh(LC_ALL=C; export LC_ALL
count_samples() {
  nice -n 19 awk -v low=10 -v high=70 '
    function tell(  name) {
      for (name in count)
        printf "%s %s %d %.17g %.17g %d %d %.17g\n", node, name, count[name], sum[name], greatest[name], under[name], over[name], area[name]
      split("", count); split("", sum); split("", greatest); split("", under); split("", over); split("", area)
      split("", last); split("", then); split("", at); kinds = 0
    }
    FNR == 1 { tell(); node = FILENAME; sub(/^.*\//, "", node); sub(/\.jsonl$/, "", node) }
    !/^\{"step": [0-9]+, "time": [0-9]+, .*\}$/ { next }
    {
      fields = split(substr($0, 2, length($0) - 2), field, ", ")
      step = substr(field[1], 9) + 0; time = substr(field[2], 9) + 0
      for (i = 3; i <= fields; i++) {
        colon = index(field[i], "\": ")
        name = substr(field[i], 2, colon - 2); value = substr(field[i], colon + 3)
        if (name !~ /^(gpu[0-9]+|job)_[a-z0-9_]+$|^node_(cpu_cores|memory_total_bytes)$|^cpu_count$/ || value !~ /^[0-9]+(\.[0-9]+)?$/) continue
        value += 0
        if (!(name in count)) {
          if (kinds == 1000) continue
          kinds++; greatest[name] = value
        } else if (time >= then[name] && step >= at[name]) area[name] += (last[name] + value) / 2 * (time - then[name])
        count[name]++; sum[name] += value
        if (value > greatest[name]) greatest[name] = value
        if (value < low) under[name]++
        if (value > high) over[name]++
        last[name] = value; then[name] = time; at[name] = step
      }
    }
    END { tell() }' "$@"
}
while IFS= read -r folder; do
  echo run
  set --
  for file in "$folder"/sampler/*.jsonl; do [ ! -f "$file" ] || set -- "$@" "$file"; done
  [ "$#" -eq 0 ] || count_samples "$@" </dev/null
done
)sh";

[[noreturn]] void refuse_sum(std::string_view line) {
  throw Error{{.kind = ErrorKind::protocol,
               .what = "the sums of what the sampler measured make no sense",
               .why = fmt::format("\"{}\" was not to be expected there", shorten(printable(line), 60))}};
}

double sum_in(const std::string& word, const std::string& line) {
  const auto number = parse_number(word);
  if (!number || !std::isfinite(*number) || *number < 0) refuse_sum(line);
  return *number;
}

/// Names of nodes as the sampler gives them; other files are not its own.
bool is_node(const std::string& word) {
  return !word.empty() && word.size() <= 255 &&
         std::ranges::all_of(word, [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '_' || c == '-'; });
}

NodeUse use_in(const std::vector<std::string>& words, const std::string& line) {
  const auto count = [&](std::size_t at) {
    return static_cast<std::uint64_t>(std::min(sum_in(words[at], line), 1e15));
  };
  return {.node = words[0],
          .name = printable(words[1]),
          .count = std::max<std::uint64_t>(count(2), 1),
          .sum = sum_in(words[3], line),
          .greatest = sum_in(words[4], line),
          .under_low = count(5),
          .over_high = count(6),
          .area = sum_in(words[7], line)};
}

}  // namespace

std::vector<std::vector<NodeUse>> read_node_use(transport::Host& host, std::span<const std::string> folders) {
  std::string input;
  for (const auto& folder : folders)
    input += folder + "\n";
  const auto output = transport::run(host, {.script = std::string(sums_script),
                                            .input = input,
                                            .repeat = transport::Repeat::safe,
                                            .time_limit = counting_time,
                                            .output_limit = sums_limit});
  std::vector<std::vector<NodeUse>> all;
  for (const auto& line : split_lines(output.out)) {
    if (line == "run") {
      all.emplace_back();
      continue;
    }
    const auto words = split(line, ' ');
    if (all.empty() || all.size() > folders.size()) refuse_sum(line);
    if (words.size() == 8 && is_node(words[0])) all.back().push_back(use_in(words, line));
  }
  all.resize(folders.size());
  return all;
}

}  // namespace aifactory::monitoring
