// SPDX-License-Identifier: Apache-2.0
#include "scheduler/states.hpp"

#include <algorithm>
#include <utility>

namespace aifactory::scheduler {

namespace {

// Slurm's words from 20.11 to 25.05. The first word of each state is the one that is shown.
constexpr std::pair<std::string_view, State> words[] = {
    {"PENDING", State::pending},
    {"RUNNING", State::running},
    {"SUSPENDED", State::suspended},
    {"COMPLETING", State::completing},
    {"REQUEUED", State::requeued},
    {"COMPLETED", State::completed},
    {"FAILED", State::failed},
    {"CANCELLED", State::cancelled},
    {"TIMEOUT", State::timed_out},
    {"OUT_OF_MEMORY", State::out_of_memory},
    {"NODE_FAIL", State::node_failed},
    {"PREEMPTED", State::preempted},
    {"BOOT_FAIL", State::boot_failed},
    {"DEADLINE", State::deadline},
    {"UNKNOWN", State::unknown},
    {"CONFIGURING", State::pending},
    {"POWER_UP_NODE", State::pending},
    {"EXPEDITING", State::pending},
    {"RESIZING", State::running},
    {"SIGNALING", State::running},
    {"STAGE_OUT", State::completing},
    {"UPDATE_DB", State::completing},
    {"STOPPED", State::suspended},
    {"REQUEUE_FED", State::requeued},
    {"REQUEUE_HOLD", State::requeued},
    {"RESV_DEL_HOLD", State::requeued},
    {"SPECIAL_EXIT", State::requeued},
    {"LAUNCH_FAILED", State::failed},
    {"RECONFIG_FAIL", State::boot_failed},
    {"REVOKED", State::cancelled},
};

}  // namespace

std::string_view name_of(State state) {
  return std::ranges::find(words, state, &std::pair<std::string_view, State>::second)->first;
}

State state_from(std::string_view word) {
  // A list ("FAILED,COMPLETING") is the state and what goes on besides: a job that is on its way out has not ended.
  if (const auto comma = word.find(','); comma != word.npos) {
    const auto besides = word.substr(comma);
    word = besides.find("COMPLETING") != besides.npos ? "COMPLETING" : word.substr(0, comma);
  }
  word = word.substr(0, word.find_first_of(" +"));
  const auto* found = std::ranges::find(words, word, &std::pair<std::string_view, State>::first);
  return found == std::end(words) ? State::unknown : found->second;
}

bool is_final(State state) {
  switch (state) {
    case State::completed:
    case State::failed:
    case State::cancelled:
    case State::timed_out:
    case State::out_of_memory:
    case State::node_failed:
    case State::boot_failed:
    case State::deadline:
      return true;
    default:
      return false;
  }
}

}  // namespace aifactory::scheduler
