// SPDX-License-Identifier: Apache-2.0
#include "cli/records/site_record.hpp"

#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {
namespace {

using config::SiteProfile;
using nlohmann::ordered_json;
using output::As;
using output::In;

std::string_view name_of(config::SchedulerKind kind) {
  switch (kind) {
    case config::SchedulerKind::slurm:
      return "slurm";
    case config::SchedulerKind::local:
      return "local";
    case config::SchedulerKind::none:
      return "none";
  }
  return "";
}

std::vector<std::string> names(const std::vector<config::HostEntry>& hosts) {
  std::vector<std::string> result;
  for (const config::HostEntry& host : hosts)
    result.push_back(host.name);
  return result;
}

ordered_json queues(const SiteProfile& site) {
  ordered_json result = ordered_json::array();
  for (const config::Queue& queue : site.slurm.queues)
    result.push_back({{"class", queue.class_name},
                      {"qos", json_text(queue.qos)},
                      {"partition", json_text(queue.partition)},
                      {"time_limit", json_seconds(queue.walltime)},
                      {"nodes", queue.nodes ? ordered_json(*queue.nodes) : ordered_json()}});
  return result;
}

ordered_json sources(const SiteProfile& site) {
  ordered_json result = ordered_json::object();
  for (const auto& [key, source] : site.sources)
    result[key] = {{"mark", source.mark}, {"from", source.from}};
  return result;
}

ordered_json to_record(const SiteProfile& site) {
  const config::GpuShape& gpu = site.slurm.gpu;
  return {{"site", site.id},
          {"name", site.name},
          {"centre", json_text(site.centre)},
          {"country", json_text(site.country)},
          {"scheduler", name_of(site.scheduler)},
          {"login", names(site.hosts.login)},
          {"transfer", names(site.hosts.transfer)},
          {"port", site.hosts.port},
          {"user", json_text(site.user)},
          {"account", json_text(site.account)},
          {"root", json_text(site.root)},
          {"arch", json_text(site.arch)},
          {"gpus_per_node", gpu.per_node},
          {"cpus_per_gpu", gpu.cpus_per_gpu},
          {"login_kind", site.login.kind},
          {"portals", site.login.portals},
          {"fingerprints", site.hosts.fingerprints},
          {"queues", queues(site)},
          {"submit_elsewhere", json_text(site.submit_elsewhere)},
          {"missing", json_text(site.missing)},
          {"support", json_text(site.support)},
          {"documentation", json_text(site.documentation)},
          {"verified", json_text(site.verified)},
          {"sources", sources(site)}};
}

}  // namespace

const output::Shape& site_shape() {
  static const output::Shape shape{.fields = {{"site", "Site"},
                                              {"name", "Name"},
                                              {"centre", "Centre"},
                                              {"country", "Country"},
                                              {"scheduler", "Scheduler", As::text, In::wide},
                                              {"login", "Login", As::text, In::wide},
                                              {"transfer", "Transfer", As::text, In::json},
                                              {"port", "Port", As::number, In::json},
                                              {"user", "User", As::text, In::json},
                                              {"account", "Account", As::text, In::json},
                                              {"root", "Root", As::text, In::json},
                                              {"arch", "Arch", As::text, In::wide},
                                              {"gpus_per_node", "GPUs/node", As::number, In::wide},
                                              {"cpus_per_gpu", "CPUs/GPU", As::number, In::wide},
                                              {"login_kind", "Login kind", As::text, In::wide},
                                              {"portals", "Portals", As::text, In::json},
                                              {"fingerprints", "Host keys", As::text, In::json},
                                              {"queues", "Queues", As::text, In::json},
                                              {"submit_elsewhere", "Submit elsewhere", As::text, In::json},
                                              {"missing", "Missing", As::text, In::json},
                                              {"support", "Support", As::text, In::json},
                                              {"documentation", "Documentation", As::text, In::json},
                                              {"verified", "Verified"},
                                              {"sources", "Sources", As::text, In::json}},
                                   .name_field = "site",
                                   .empty_note = ""};
  return shape;
}

void print_sites(AppContext& context, const std::vector<SiteProfile>& sites) {
  std::vector<ordered_json> records;
  for (const SiteProfile& site : sites)
    records.push_back(to_record(site));
  output::print_list(context.terminal(), site_shape(), records, context.selection());
}

void print_site(AppContext& context, const SiteProfile& site) {
  output::Selection selection = context.selection();
  // A profile is a tree: for people it reads best as YAML.
  if (selection.format == output::Format::table && !selection.fields) selection.format = output::Format::yaml;
  output::print_record(context.terminal(), site_shape(), to_record(site), selection);
}

}  // namespace aifactory::cli
