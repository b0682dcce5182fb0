// SPDX-License-Identifier: Apache-2.0
#include "cli/records/program_record.hpp"

#include "cli/app_context.hpp"

#include <nlohmann/json.hpp>

namespace aifactory::cli {

using nlohmann::ordered_json;

const output::Shape& program_shape() {
  static const output::Shape shape{
      .fields = {{"site", "Site"}, {"secret", "Secret"}, {"program", "Program"}, {"hosts", "Hosts"}},
      .name_field = "site",
      .empty_note = "the project file has no say in programs for passwords and codes"};
  return shape;
}

void print_programs(AppContext& context, const std::vector<config::SiteProfile>& sites) {
  std::vector<ordered_json> records;
  for (const config::SiteProfile& site : sites) {
    ordered_json hosts = ordered_json::array();
    for (const config::HostEntry& host : site.hosts.login)
      hosts.push_back(host.name);
    const auto add = [&](const char* secret, const std::optional<std::string>& program) {
      if (program) records.push_back({{"site", site.id}, {"secret", secret}, {"program", *program}, {"hosts", hosts}});
    };
    add("identity_passphrase", site.passphrase_command);
    add("password", site.password_command);
    add("otp", site.code_command);
  }
  output::print_list(context.terminal(), program_shape(), records, context.selection());
}

}  // namespace aifactory::cli
