// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"

#include "cli/command.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aifactory::cli {

/// The options that every command takes.
struct GlobalOptions {
  std::optional<std::string> config;
  std::optional<std::string> site;
  std::optional<std::string> output;
  std::optional<std::string> json;  ///< fields; "*" for all
  bool quiet = false;
  bool verbose = false;
  std::optional<std::string> debug;
  bool no_input = false;
  std::string color = "auto";
  bool no_share = false;
  std::optional<std::string> accept_host_key;

  /// The format and fields asked for. Errors: usage.
  output::Selection selection() const;
};

/// Their descriptions, bound to `options`.
std::vector<Option> describe(GlobalOptions& options);

}  // namespace aifactory::cli
