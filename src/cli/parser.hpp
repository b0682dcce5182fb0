// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

/// What the arguments ask for.
struct Parsed {
  enum class Want { run, help } want = Want::run;
  const Command* command = nullptr;
  std::vector<std::string> path;  ///< {"job", "submit"}
};

/// Reads the arguments into what the tree's options are bound to; environment variables fill in what is not given.
/// Errors: usage, with the nearest command or option.
Parsed parse(const Command& root, const std::vector<std::string>& arguments);

/// The name of the environment form: {"job","submit"}, "--dry-run" → "AIFACTORY_JOB_SUBMIT_DRY_RUN"; global options
/// without a path.
std::string environment_name(const std::vector<std::string>& path, const Option& option);

/// `--json FIELDS` becomes `--json=FIELDS` where the word after it can only be fields of the command's result, and a
/// bare
/// --json stands for all fields; so `job show --json RUN` keeps its RUN. Pure.
std::vector<std::string> settle_json_option(const Command& root, std::vector<std::string> arguments);

}  // namespace aifactory::cli
