// SPDX-License-Identifier: Apache-2.0
#include "cli/records/account_record.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {
namespace {

using nlohmann::ordered_json;
using output::As;
using output::In;

ordered_json to_record(const account::AccountStatus& status) {
  ordered_json associations = ordered_json::array();
  ordered_json accounts = ordered_json::array();
  for (const account::Association& association : status.associations) {
    accounts.push_back(association.account);
    associations.push_back({{"account", association.account},
                            {"qos", association.qos},
                            {"default_qos", json_text(association.default_qos)}});
  }
  return {{"site", status.site},
          {"address", json_text(status.address)},
          {"user", json_text(status.user)},
          {"reachable", status.reachable},
          {"logged_in", status.logged_in},
          {"accounts", accounts},
          {"groups", status.groups},
          {"key", json_text(status.key)},
          {"key_fingerprint", json_text(status.key_fingerprint)},
          {"certificate_until", json_time(status.certificate_until)},
          {"associations", associations},
          {"problem", json_text(status.problem)},
          {"next_step", json_text(status.next_step)}};
}

}  // namespace

const output::Shape& account_shape() {
  static const output::Shape shape{.fields = {{"site", "Site"},
                                              {"address", "Address"},
                                              {"user", "User"},
                                              {"reachable", "Reachable"},
                                              {"logged_in", "Logged in"},
                                              {"accounts", "Accounts"},
                                              {"groups", "Groups"},
                                              {"key", "Key"},
                                              {"key_fingerprint", "Fingerprint"},
                                              {"certificate_until", "Certificate until", As::time},
                                              {"associations", "Associations", As::text, In::json},
                                              {"problem", "Problem", As::text, In::json},
                                              {"next_step", "Next step", As::text, In::json}},
                                   .name_field = "user",
                                   .empty_note = ""};
  return shape;
}

void print_account(AppContext& context, const account::AccountStatus& status) {
  output::print_record(context.terminal(), account_shape(), to_record(status), context.selection());
}

const output::Shape& login_shape() {
  static const output::Shape shape{.fields = {{"key", "Key"},
                                              {"public_key", "Public key", As::text, In::wide},
                                              {"created", "Created"},
                                              {"installed", "Installed"}},
                                   .name_field = "key",
                                   .empty_note = ""};
  return shape;
}

void print_login(AppContext& context, const account::LoginReport& report) {
  const ordered_json record{{"key", report.key},
                            {"public_key", report.public_line},
                            {"created", report.key_created},
                            {"installed", report.key_installed}};
  output::print_record(context.terminal(), login_shape(), record, context.selection());
}

}  // namespace aifactory::cli
