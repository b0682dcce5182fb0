// SPDX-License-Identifier: Apache-2.0
#include "aifactory/config/settings.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "config/catalogue.hpp"
#include "config/check.hpp"
#include "config/file.hpp"
#include "config/job_text.hpp"
#include "config/key.hpp"
#include "config/origins.hpp"
#include "config/profile_reader.hpp"
#include "config/project_reader.hpp"
#include "config/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::config {
namespace {

namespace fs = std::filesystem;

const Node nothing{.kind = Node::Kind::map};

Node part(const Node& root, std::string_view key) {
  const auto* found = root.find(key);
  return found ? *found : nothing;
}

/// Text that came with the command line as a node, so that it merges and tells its origin like everything else.
Node given(const std::string& text, const Overrides& overrides, const std::string& key) {
  const auto origin = overrides.origins.find(key);
  auto document = std::make_shared<const Document>(Document{
      .kind = Document::Kind::profile, .label = origin == overrides.origins.end() ? "flag --" + key : origin->second});
  return {.kind = Node::Kind::scalar, .text = text, .place = {.document = std::move(document)}};
}

/// A project without a name is called as its folder, in the characters that names have.
std::string name_of(const fs::path& folder) {
  std::string name = folder.filename().string();
  const auto is_bad = [](unsigned char c) {
    return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
             c == '-');
  };
  std::replace_if(name.begin(), name.end(), is_bad, '-');
  name = name.substr(0, 64);
  name.erase(0, name.find_first_not_of(".-_"));
  return name.empty() ? "project" : name;
}

template <typename Named>
const Named& named(const std::map<std::string, Named>& all, std::string_view name, std::string_view noun) {
  if (const auto found = all.find(std::string(name)); found != all.end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [key, value] : all)
    known.push_back(key);
  auto hint = suggest(name, known);
  if (hint.empty()) hint = fmt::format("add it below {}s: in aifactory.yaml", noun);
  throw Error{{.kind = ErrorKind::no_input,
               .what = fmt::format("no {} '{}' in the project", noun, printable(name)),
               .hint = std::move(hint)}};
}

/// The command line is held to the same forms as the files.
void check_given(const std::optional<std::string>& text, const Key* key, const Overrides& overrides) {
  if (!text) return;
  const auto node = given(*text, overrides, std::string(key->pattern));
  if (fits(*key, node)) return;
  throw Error{{.kind = ErrorKind::usage,
               .what = fmt::format("{}: '{}' must be {}", node.place.origin(), printable(*text), describe(*key))}};
}

void check_given(const Overrides& overrides, const Rule& rules) {
  check_given(overrides.site, rules.child("site")->key, overrides);
  check_given(overrides.account, rules.child("account")->key, overrides);
  check_given(overrides.user, site_rules().child("user")->key, overrides);
}

}  // namespace

struct Settings::Data {
  Overrides overrides;
  bool has_project = false;
  fs::path start;
  Project project;
  Node project_tree = nothing;
  Node user_tree = nothing;
  Node top;  ///< project, site and account as they hold
  std::string site = "local";
  Catalogue catalogue{nothing, nothing};
  Rule rules = project_rules();
  std::map<std::string, SiteProfile, std::less<>> defined;  ///< sites of the files, read for their errors

  void resolve_top();
  const Node* account_for(const Node& tree) const;
  Node site_tree(const std::string& name) const;
  bool is_projects(const Node* value) const;
  SiteProfile profile(const std::string& name) const;
  Error unknown_site(std::string_view name) const;
};

void Settings::Data::resolve_top() {
  top = nothing;
  for (const auto* key : {"project", "site", "account"}) {
    const auto& given_text = std::string_view(key) == "site"      ? overrides.site
                             : std::string_view(key) == "account" ? overrides.account
                                                                  : std::optional<std::string>();
    const auto* in_project = project_tree.find(key);
    const auto* in_user = user_tree.find(key);
    if (given_text) {
      top = merge(top, map_of(key, given(*given_text, overrides, key)));
    } else if (in_project || in_user) {
      top = merge(top, map_of(key, in_project ? *in_project : *in_user));
    }
  }
  if (const auto* chosen = top.find("site")) site = chosen->text;
}

/// By file first: what a project says for all its sites beats what the user's file says for this one.
const Node* Settings::Data::account_for(const Node& tree) const {
  const auto* own = tree.find("account");
  const auto* general = top.find("account");
  if (!own || overrides.account) return general;
  const bool project_has_it = project_tree.find("account") != nullptr;
  const bool own_is_projects = own->place.document == project_tree.place.document;
  const bool own_is_profiles = own->place.document->kind == Document::Kind::profile;
  return own_is_profiles || (project_has_it && !own_is_projects) ? general : nullptr;
}

Node Settings::Data::site_tree(const std::string& name) const {
  auto tree = catalogue.resolve(name);
  if (const auto* account = account_for(tree)) tree = merge(tree, map_of("account", *account));
  if (overrides.user) tree = merge(std::move(tree), map_of("user", given(*overrides.user, overrides, "user")));
  return tree;
}

SiteProfile Settings::Data::profile(const std::string& name) const {
  const PathValues values = {{"project", project.name}, {"data", user_directories().data.string()}};
  const auto tree = site_tree(name);
  auto profile = read_profile(name, tree, values);
  for (auto& [command, what] : profile.commands)
    what.from_project = is_projects(tree.find("commands." + command + ".run"));
  return profile;
}

bool Settings::Data::is_projects(const Node* value) const {
  return value && has_project && value->place.document == project_tree.place.document;
}

Error Settings::Data::unknown_site(std::string_view name) const {
  const auto* chosen = top.find("site");
  const bool is_chosen = chosen && chosen->text == name;
  return Error{{.kind = ErrorKind::config,
                .what = fmt::format("there is no site '{}'", printable(name)),
                .where = is_chosen ? chosen->place.origin() : std::string(),
                .why = {},
                .hint = suggest(name, catalogue.names())}};
}

Settings Settings::load(const Overrides& overrides, const fs::path& start, const fs::path& user_file) {
  auto data = std::make_shared<Data>();
  check_given(overrides, data->rules);
  data->overrides = overrides;
  data->start = start;
  data->user_tree = read_user_file(user_file);
  const auto found = overrides.config_file ? fs::absolute(*overrides.config_file).lexically_normal()
                                           : find_project_file(start).value_or(fs::path());
  if (!found.empty()) {
    data->project_tree = read_project_file(found);
    data->has_project = true;
    if (!overrides.config_file) check_owner(data->project_tree, found);
    data->project = read_project(data->project_tree, found);
    if (data->project.name.empty()) data->project.name = name_of(data->project.folder);
  }
  data->resolve_top();
  data->catalogue = Catalogue(part(data->user_tree, "sites"), part(data->project_tree, "sites"));
  for (const auto& name : data->catalogue.defined())
    data->defined.emplace(name, data->profile(name));
  Settings settings;
  settings.data_ = std::move(data);
  return settings;
}

bool Settings::has_project() const {
  return data_->has_project;
}

const Project& Settings::project() const {
  if (data_->has_project) return data_->project;
  throw Error{{.kind = ErrorKind::no_input,
               .what = fmt::format("no aifactory.yaml in {} or above", data_->start.string()),
               .hint = "make one with `aifactory init`, or name one with --config FILE"}};
}

const std::string& Settings::site_name() const {
  return data_->site;
}

SiteProfile Settings::site(std::string_view name) const {
  if (!data_->catalogue.knows(name)) throw data_->unknown_site(name);
  const auto read = data_->defined.find(name);
  return read != data_->defined.end() ? read->second : data_->profile(std::string(name));
}

std::vector<std::string> Settings::site_names() const {
  return data_->catalogue.names();
}

const Dataset& Settings::dataset(std::string_view name) const {
  return named(project().datasets, name, "dataset");
}

const Job& Settings::job(std::string_view name) const {
  return named(project().jobs, name, "job");
}

Job Settings::read_job(std::string_view text) const {
  return read_job_text(text, data_->start, data_->project_tree.find("datasets"));
}

std::vector<Origin> Settings::origins() const {
  Node all = data_->top;
  for (const auto* key : {"datasets", "jobs"}) {
    if (const auto* found = data_->project_tree.find(key)) all = merge(all, map_of(key, *found));
  }
  Node sites = nothing;
  for (const auto& name : data_->catalogue.defined()) {
    if (name != data_->site) sites = merge(sites, map_of(name, data_->catalogue.overlay(name)));
  }
  if (data_->catalogue.knows(data_->site)) sites = merge(sites, map_of(data_->site, data_->site_tree(data_->site)));
  auto rows = list_values(merge(all, map_of("sites", sites)), data_->rules, {});
  if (!data_->top.find("project") && data_->has_project) rows.push_back({"project", data_->project.name, "default"});
  return rows;
}

}  // namespace aifactory::config
