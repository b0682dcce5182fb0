// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/metrics_view.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

struct FollowOptions {
  ViewOptions view;
  std::vector<std::string> patterns;
  bool plot = false;
};

/// Shows the curves of these runs until all have ended and everything was read: redrawn in place on a terminal, else
/// each new point once, in the format asked for. A connection that is away for now is waited for. Returns 0.
/// Errors: interrupted; those of the first look.
int follow_metrics(AppContext& context, std::vector<job::Run> runs, const FollowOptions& options);

}  // namespace aifactory::cli
