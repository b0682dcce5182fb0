// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"

#include "aifactory/output/message.hpp"

#include "cli/allowed_programs.hpp"
#include "cli/live_answers.hpp"

#include <cstdlib>
#include <filesystem>

namespace aifactory::cli {
namespace {

/// Settings that a flag or the environment gave; the environment counts when its value is the one that won.
void override_with(config::Overrides& overrides, const std::string& key, const std::optional<std::string>& value) {
  if (!value) return;
  const std::string variable = key == "config" ? "AIFACTORY_CONFIG" : "AIFACTORY_SITE";
  const char* environment = std::getenv(variable.c_str());
  const bool from_environment = environment != nullptr && *value == environment;
  overrides.origins[key] = from_environment ? "environment " + variable : "flag --" + key;
}

config::Overrides overrides_from(const GlobalOptions& options) {
  config::Overrides overrides;
  if (options.config) overrides.config_file = *options.config;
  overrides.site = options.site;
  override_with(overrides, "config", options.config);
  override_with(overrides, "site", options.site);
  return overrides;
}

}  // namespace

AppContext::AppContext(const GlobalOptions& options, const Command& root, const output::Terminal& terminal)
    : options_(options),
      root_(root),
      terminal_(terminal),
      directories_(user_directories()),
      person_(terminal, options.no_input ? Prompts::never : Prompts::allowed),
      trace_(terminal, options.debug) {}

const config::Settings& AppContext::settings() {
  if (!settings_)
    settings_ = config::Settings::load(overrides_from(options_), std::filesystem::current_path(),
                                       directories_.config / "config.yaml");
  return *settings_;
}

job::Ledger& AppContext::ledger() {
  if (!ledger_) {
    make_private_directory(directories_.state);
    ledger_.emplace(directories_.state / "runs.sqlite");
  }
  return *ledger_;
}

SiteServices& AppContext::site() {
  return site(settings().site_name());
}

SiteServices& AppContext::site(const std::string& name) {
  std::unique_ptr<SiteServices>& services = sites_[name];
  if (!services) {
    config::SiteProfile profile = with_live_answers(settings().site(name));
    if (withhold_programs(settings(), profile, directories_.config / "config.yaml"))
      output::warn(terminal_,
                   "the project file has a say in programs that are run for you, here or at the site; none is run "
                   "before you look at it and allow them: aifactory config allow");
    services = std::make_unique<SiteServices>(SiteServices::Parts{
        .profile = std::move(profile),
        .person = person_,
        .share = options_.no_share ? transport::ssh::Share::no : transport::ssh::Share::yes,
        .ledger = [this]() -> job::Ledger& { return ledger(); },
        .accepted_fingerprint = options_.accept_host_key,
        .trace = trace_,
        .warn = [this](const std::string& text) { output::warn(terminal_, text); },
    });
  }
  return *services;
}

std::string AppContext::project_folder() {
  return settings().has_project() ? settings().project().folder.string() : std::string();
}

}  // namespace aifactory::cli
