// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::scheduler {

/// One option of sbatch, however it was written: "-t 30", "-t30", "--time=30" and "--time 30" are the same.
struct Option {
  std::string name;                  ///< long, without dashes: "time"
  std::optional<std::string> value;  ///< empty: none was given ("--exclusive")
  /// As one word for sbatch: "--time=30".
  std::string word() const;
};

/// Reads words for sbatch; an item may hold an option and its value with a blank between. Errors: bad_input for what is
/// no option, and for an option without its value.
std::vector<Option> parse_options(std::span<const std::string> words);

/// The last one of that name wins, as with sbatch.
const Option* find_option(std::span<const Option> options, std::string_view name);

/// How many tasks an array has: "0-9%2" is 10, "1,3,8-16:4" is 5; empty for what Slurm would not take.
std::optional<int> count_array_tasks(std::string_view array);

/// Their numbers, each once, in order. Errors: bad_input for what is no array, and for more than `most` tasks.
std::vector<int> array_tasks(std::string_view array, int most = 10'000);

/// The tasks that an id speaks of: "46_3" is one, "46_[2-5%2]" four. None where it makes no sense, and for a million.
std::vector<int> tasks_in_id(std::string_view id);

}  // namespace aifactory::scheduler
