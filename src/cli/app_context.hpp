// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/config/settings.hpp"
#include "aifactory/job/ledger.hpp"
#include "aifactory/output/terminal.hpp"

#include "cli/command.hpp"
#include "cli/global_options.hpp"
#include "cli/site_services.hpp"
#include "cli/terminal_person.hpp"
#include "cli/trace_log.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace aifactory::cli {

/// The composition root: what a command may need, each made when first asked for, so that `version` reads no file.
class AppContext {
 public:
  AppContext(const GlobalOptions& options, const Command& root, const output::Terminal& terminal);

  const GlobalOptions& options() const { return options_; }
  const Command& root() const { return root_; }
  const output::Terminal& terminal() const { return terminal_; }
  output::Selection selection() const { return options_.selection(); }
  TerminalPerson& person() { return person_; }
  const Directories& directories() const { return directories_; }

  /// Errors: config.
  const config::Settings& settings();
  job::Ledger& ledger();
  /// The chosen site, or another one by name. Errors: config for an unknown name.
  SiteServices& site();
  SiteServices& site(const std::string& name);
  /// The folder that runs belong to: the project's, or none outside of projects.
  std::string project_folder();

 private:
  const GlobalOptions& options_;
  const Command& root_;
  const output::Terminal& terminal_;
  Directories directories_;
  TerminalPerson person_;
  TraceLog trace_;
  std::optional<config::Settings> settings_;
  std::optional<job::Ledger> ledger_;
  std::map<std::string, std::unique_ptr<SiteServices>> sites_;
};

}  // namespace aifactory::cli
