// SPDX-License-Identifier: Apache-2.0
#include "cli/new_project.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/output/records.hpp"

#include "cli/app_context.hpp"
#include "cli/embedded.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace aifactory::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr std::string_view hello_folder = "packaging/hello/";

/// HOST or HOST:PORT; an IPv6 address with a port stands in brackets.
ordered_json host_entry(const std::string& text) {
  const auto colon = text.rfind(':');
  const bool bare_ipv6 = text.find(':') != colon && !text.starts_with('[');
  if (colon == std::string::npos || bare_ipv6) return {{"name", text}};
  int port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data() + colon + 1, end, port);
  if (failed != std::errc() || stop != end || port < 1 || port > 65535)
    throw Error{{.kind = ErrorKind::usage,
                 .what = fmt::format("--host: '{}' has no port number behind the colon", printable(text)),
                 .hint = "write HOST or HOST:PORT, as in login.lab.org:2222"}};
  std::string name = text.substr(0, colon);
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  return {{"name", name}, {"port", port}};
}

ordered_json site_section(const NewProject& wanted) {
  ordered_json site = ordered_json::object();
  const auto set = [&](const char* key, const std::string& value) {
    if (!value.empty()) site[key] = value;
  };
  if (!wanted.hosts.empty()) {
    site["extends"] = "slurm";
    ordered_json hosts = ordered_json::array();
    for (const std::string& host : wanted.hosts)
      hosts.push_back(host_entry(host));
    site["hosts"] = {{"login", hosts}, {"transfer", hosts}};
  }
  set("user", wanted.user);
  set("identity", wanted.identity);
  set("known_hosts", wanted.known_hosts);
  set("account", wanted.account);
  set("partition", wanted.partition);
  set("qos", wanted.qos);
  set("root", wanted.root);
  return site;
}

constexpr std::string_view empty_sections =
    "# datasets:\n"
    "#   corpus: {path: data/corpus, licence: CC-BY-4.0, personal_data: none}\n"
    "# jobs:\n"
    "#   train:\n"
    "#     command: python3 train.py\n"
    "#     code: .\n"
    "#     gpus: 1\n"
    "#     time: 2h\n"
    "#     datasets: [corpus]\n"
    "#     metrics: [metrics.jsonl]\n";

struct NewFile {
  std::string name;
  std::string content;
};

std::vector<NewFile> files_of(const NewProject& wanted) {
  std::vector<NewFile> files{{"aifactory.yaml", project_file(wanted)}};
  if (wanted.template_name != "hello") return files;
  for (const EmbeddedFile& file : embedded_files())
    if (file.path.starts_with(hello_folder) && !file.path.ends_with("aifactory.yaml"))
      files.push_back({std::string(file.path.substr(hello_folder.size())), std::string(file.content)});
  return files;
}

void require_known_site(const NewProject& wanted, const std::vector<std::string>& sites) {
  if (!wanted.hosts.empty() || std::ranges::find(sites, wanted.site) != sites.end()) return;
  throw Error{{.kind = ErrorKind::no_input,
               .what = fmt::format("unknown site '{}'{}", printable(wanted.site), did_you_mean(wanted.site, sites)),
               .why = "the sites there are: " + join(sites, ", "),
               .hint = fmt::format("for a cluster of your own add --host, as in: aifactory init --site {} --host "
                                   "login.example.org --user NAME",
                                   printable(wanted.site))}};
}

void require_nothing_there(const std::vector<NewFile>& files, const fs::path& folder) {
  for (const NewFile& file : files)
    if (fs::exists(fs::symlink_status(folder / file.name)))
      throw Error{{.kind = ErrorKind::cannot_create,
                   .what = fmt::format("{} is there already", file.name),
                   .where = folder.string(),
                   .hint = "use an empty folder, or edit the file that is there"}};
}

}  // namespace

std::string project_name_from(const fs::path& folder) {
  std::string name;
  for (const char letter : to_lower(folder.filename().string()))
    name += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '-';
  const auto begin = name.find_first_not_of('-');
  if (begin == std::string::npos) return "project";
  return name.substr(begin, name.find_last_not_of('-') - begin + 1);
}

std::vector<std::string> known_sites(AppContext& context) {
  return config::Settings::load({}, "/", context.directories().config / "config.yaml").site_names();
}

void complete(NewProject& wanted, TerminalPerson& person, const std::vector<std::string>& sites) {
  if (wanted.project.empty())
    wanted.project = person.ask_line("Name of the project", project_name_from(fs::current_path()));
  if (wanted.site.empty())
    wanted.site = person.ask_line("Site (see 'aifactory site list'; local is this machine)", "local");
  if (wanted.site == "local" || !person.is_there()) return;
  const bool known = std::ranges::find(sites, wanted.site) != sites.end();
  if (!known && wanted.hosts.empty()) {
    const std::string host = person.ask_line("Its login host (HOST or HOST:PORT)", "");
    if (!host.empty()) wanted.hosts.push_back(host);
  }
  if (wanted.user.empty()) wanted.user = person.ask_line("Your user name there", "");
  if (wanted.account.empty()) wanted.account = person.ask_line("Account that pays (empty: the site's default)", "");
}

std::string project_file(const NewProject& wanted) {
  std::string text = "# See aifactory(1); check with 'aifactory config check'.\n";
  text += output::to_yaml(ordered_json{{"project", wanted.project}, {"site", wanted.site}});
  const ordered_json site = site_section(wanted);
  if (!site.empty()) text += output::to_yaml(ordered_json{{"sites", {{wanted.site, site}}}});
  return text + (wanted.template_name == "hello"
                     ? std::string(embedded_file(std::string(hello_folder) + "aifactory.yaml"))
                     : std::string(empty_sections));
}

std::vector<std::string> write_project(const NewProject& wanted, const fs::path& folder,
                                       const std::vector<std::string>& sites) {
  require_known_site(wanted, sites);
  const std::vector<NewFile> files = files_of(wanted);
  require_nothing_there(files, folder);
  std::vector<std::string> written;
  for (const NewFile& file : files) {
    std::error_code failed;
    fs::create_directories((folder / file.name).parent_path(), failed);
    if (failed) throw system_error("cannot make the folder of " + file.name, failed.value(), ErrorKind::cannot_create);
    write_file(folder / file.name, file.content);
    written.push_back(file.name);
  }
  return written;
}

}  // namespace aifactory::cli
