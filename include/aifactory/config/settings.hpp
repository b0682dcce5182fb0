// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"
#include "aifactory/config/site_profile.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::config {

/// What came with the command line or the environment, above all files. Empty: not given.
struct Overrides {
  std::optional<std::filesystem::path> config_file;  ///< --config
  std::optional<std::string> site;                   ///< --site
  std::optional<std::string> account;                ///< --account
  std::optional<std::string> user;                   ///< --user
  std::map<std::string, std::string> origins;        ///< key → "flag --site" or "environment AIFACTORY_SITE"
};

/// One value and who set it, for `config show --origin`.
struct Origin {
  std::string key;     ///< "site", "sites.lab.user", "jobs.train.gpus"
  std::string value;   ///< as YAML flow text
  std::string origin;  ///< "flag --site", "environment AIFACTORY_SITE", "aifactory.yaml:3:7", "user file …", "profile
                       ///< mn5", "default"
};

/// All configuration, resolved in the documented order: flag, environment, project file, user file, site profile,
/// default. Reads files once; knows nothing of the network.
class Settings {
 public:
  /// Finds aifactory.yaml (upward from `start`, unless overridden), reads the user file, checks both completely.
  /// A missing project file is fine until project() is asked for. Errors: config with file:line:column and the nearest
  /// valid key; no_input when --config names nothing.
  static Settings load(const Overrides& overrides, const std::filesystem::path& start,
                       const std::filesystem::path& user_file);

  bool has_project() const;
  /// Errors: no_input with the hint to run `aifactory init`.
  const Project& project() const;
  /// The site chosen by flag, environment, project, user file; "local" without any.
  const std::string& site_name() const;
  /// The merged profile; path templates are expanded except {group}. Errors: config for an unknown name, with the
  /// nearest.
  SiteProfile site(std::string_view name) const;
  /// Built-in and defined sites, sorted.
  std::vector<std::string> site_names() const;
  const Dataset& dataset(std::string_view name) const;  ///< Errors: no_input, with the nearest name
  const Job& job(std::string_view name) const;          ///< Errors: no_input, with the nearest name
  /// A job that stands in no file: YAML as below `jobs.NAME`, perhaps with `name:`. Relative paths start where load()
  /// did. Errors: config with the place in the text.
  Job read_job(std::string_view text) const;
  std::vector<Origin> origins() const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

/// The JSON Schema (2020-12) of aifactory.yaml, made from the same table that checks it.
std::string project_schema();

}  // namespace aifactory::config
