// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

/// What is said of each reason, as data. In the words {key} stands for a fact, and what is in square brackets is left
/// out when a fact in it is not known.
namespace aifactory::scheduler {

struct Reason {
  std::string_view reason;  ///< of squeue(1), "JOB REASON CODES"; '*' stands for any text. The first that fits counts
  std::string_view cause;
  std::string_view next_step;
};

/// Of jobs that wait.
std::span<const Reason> waiting_reasons();

/// Of jobs that ended, by what squeue or the state says.
std::span<const Reason> ending_reasons();

}  // namespace aifactory::scheduler
