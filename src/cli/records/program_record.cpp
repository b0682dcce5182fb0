// SPDX-License-Identifier: Apache-2.0
#include "cli/records/program_record.hpp"

#include "cli/app_context.hpp"

#include <nlohmann/json.hpp>

namespace aifactory::cli {

using nlohmann::ordered_json;

const output::Shape& program_shape() {
  static const output::Shape shape{
      .fields = {{"site", "Site"}, {"use", "Used for"}, {"program", "Program"}, {"hosts", "Hosts"}},
      .name_field = "site",
      .empty_note = "the project file has no say in programs that are run for you"};
  return shape;
}

void print_programs(AppContext& context, const std::vector<config::SiteProfile>& sites) {
  std::vector<ordered_json> records;
  for (const config::SiteProfile& site : sites) {
    ordered_json hosts = ordered_json::array();
    for (const config::HostEntry& host : site.hosts.login)
      hosts.push_back(host.name);
    const auto add = [&](const std::string& use, const std::optional<std::string>& program) {
      if (program) records.push_back({{"site", site.id}, {"use", use}, {"program", *program}, {"hosts", hosts}});
    };
    add("identity_passphrase", site.passphrase_command);
    add("password", site.password_command);
    add("otp", site.code_command);
    for (const auto& [name, command] : site.commands)
      if (command.from_project) add("commands." + name, command.run);
  }
  output::print_list(context.terminal(), program_shape(), records, context.selection());
}

}  // namespace aifactory::cli
