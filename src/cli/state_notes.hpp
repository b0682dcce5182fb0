// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"
#include "aifactory/output/message.hpp"

#include <map>
#include <string>
#include <vector>

namespace aifactory::cli {

/// Says each change of state once, while runs are waited for.
class StateNotes {
 public:
  explicit StateNotes(const output::Terminal& terminal) : terminal_(terminal) {}
  void operator()(const std::vector<job::Run>& runs);

 private:
  const output::Terminal& terminal_;
  std::map<std::string, scheduler::State> seen_;
};

}  // namespace aifactory::cli
