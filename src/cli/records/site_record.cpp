// SPDX-License-Identifier: Apache-2.0
#include "cli/records/site_record.hpp"

#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

#include <fmt/format.h>

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

/// With the port where it is not the site's.
std::vector<std::string> names(const std::vector<config::HostEntry>& hosts, std::uint16_t port) {
  std::vector<std::string> result;
  for (const config::HostEntry& host : hosts)
    result.push_back(host.port.value_or(port) == port ? host.name : fmt::format("{}:{}", host.name, *host.port));
  return result;
}

template <class Value>
ordered_json json_known(const std::optional<Value>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

ordered_json json_positive(int number) {
  return number > 0 ? ordered_json(number) : ordered_json();
}

std::string_view name_of(config::CpuRule rule) {
  switch (rule) {
    case config::CpuRule::max:
      return "max";
    case config::CpuRule::exact:
      return "exact";
    case config::CpuRule::exclusive:
      return "exclusive";
  }
  return "";
}

ordered_json queues(const SiteProfile& site) {
  ordered_json result = ordered_json::array();
  for (const config::Queue& queue : site.slurm.queues)
    result.push_back({{"class", queue.class_name},
                      {"qos", json_text(queue.qos)},
                      {"partition", json_text(queue.partition)},
                      {"time_limit", json_seconds(queue.walltime)},
                      {"nodes", json_known(queue.nodes)},
                      {"min_nodes", json_known(queue.min_nodes)},
                      {"max_gpus", json_known(queue.max_gpus)},
                      {"max_submit", json_known(queue.max_submit)},
                      {"gpus", queue.gpus},
                      {"whole_node", queue.whole_node}});
  return result;
}

/// What else the site wants of a job, under the names that its sources have.
ordered_json rules(const SiteProfile& site) {
  const config::SlurmRules& slurm = site.slurm;
  return {{"account_required", slurm.account_required},
          {"account_pattern", json_text(slurm.account_pattern)},
          {"account_suffix", json_text(slurm.account_suffix)},
          {"account_suffix_cpu", json_text(slurm.account_suffix_cpu)},
          {"qos_required", slurm.qos_required},
          {"partition_from_qos", slurm.partition_from_qos},
          {"can_sinfo", json_known(slurm.can_sinfo)},
          {"cpus_per_node", json_positive(slurm.cpus_per_node)},
          {"gpu_request", slurm.gpu.request},
          {"gpu_cpu_rule", name_of(slurm.gpu.cpu_rule)},
          {"gpu_memory_per_gpu_gb", json_known(slurm.gpu.memory_per_gpu_gb)},
          {"gpu_memory_per_node_gb", json_known(slurm.gpu.memory_per_node_gb)},
          {"forbid", slurm.forbid},
          {"always", slurm.always}};
}

ordered_json egress(const SiteProfile& site) {
  return {{"login", json_known(site.egress.login)},
          {"compute", json_known(site.egress.compute)},
          {"transfer", json_known(site.egress.transfer)}};
}

ordered_json storage(const SiteProfile& site) {
  ordered_json result = ordered_json::object();
  for (const auto& [name, place] : site.storage)
    result[name] = {{"path", json_text(place.path)},
                    {"quota_bytes", json_known(place.quota_bytes)},
                    {"quota_files", json_known(place.quota_files)},
                    {"purge_days", json_known(place.purge_days)},
                    {"backup", json_known(place.backup)}};
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
          {"login", names(site.hosts.login, site.hosts.port)},
          {"transfer", names(site.hosts.transfer, site.hosts.port)},
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
          {"max_sessions", json_known(site.hosts.max_sessions)},
          {"queues", queues(site)},
          {"rules", rules(site)},
          {"egress", egress(site)},
          {"storage", storage(site)},
          {"compute_mounts", site.compute_mounts},
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
                                              {"max_sessions", "Sessions", As::number, In::json},
                                              {"queues", "Queues", As::text, In::json},
                                              {"rules", "Rules", As::text, In::json},
                                              {"egress", "Egress", As::text, In::json},
                                              {"storage", "Storage", As::text, In::json},
                                              {"compute_mounts", "Seen by nodes", As::text, In::json},
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
