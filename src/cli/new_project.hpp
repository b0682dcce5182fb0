// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/terminal_person.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// What `aifactory init` is told.
struct NewProject {
  std::string template_name = "empty";
  std::string project;
  std::string site;  ///< empty: not given
  std::string account;
  std::string user;
  std::vector<std::string> hosts;
  std::string identity;
  std::string known_hosts;
  std::string root;
  std::string partition;
  std::string qos;
};

/// A project name made of a folder's: lower case, [a-z0-9-].
std::string project_name_from(const std::filesystem::path& folder);

/// Built-in sites and those of the user file.
std::vector<std::string> known_sites(AppContext& context);

/// What flags did not give: asked for on the terminal when somebody is there, else the folder's name and site local.
void complete(NewProject& wanted, TerminalPerson& person, const std::vector<std::string>& sites);

/// The text of aifactory.yaml. Pure.
std::string project_file(const NewProject& wanted);

/// Writes aifactory.yaml and the template's files into `folder`; returns their names. All or nothing: a file that
/// exists is an error (cannot_create) before anything is written. Errors: no_input for a site that is neither known nor
/// described by --host.
std::vector<std::string> write_project(const NewProject& wanted, const std::filesystem::path& folder,
                                       const std::vector<std::string>& sites);

}  // namespace aifactory::cli
