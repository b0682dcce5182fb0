// SPDX-License-Identifier: Apache-2.0
#include "account/ask_site.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "account/advice.hpp"
#include "account/answer.hpp"

#include <fmt/format.h>

namespace aifactory::account {
namespace {

std::string address_of(const transport::ssh::Target& target) {
  if (target.addresses.empty()) return "this machine";
  const auto& first = target.addresses.front();
  return fmt::format("{}{}{}:{}", target.user, target.user.empty() ? "" : "@", first.name, first.port);
}

Answer ask(transport::Host& host, const config::SiteProfile& site) {
  const auto what = site.scheduler == config::SchedulerKind::slurm ? Ask::associations : Ask::user_only;
  const auto output = transport::run(host, {.script = question(what), .repeat = transport::Repeat::safe});
  return read_answer(output.out, output.err);
}

void add_answer(Answer answer, const config::SiteProfile& site, AccountStatus& status) {
  status.reachable = status.logged_in = true;
  status.user = std::move(answer.user);
  status.groups = std::move(answer.groups);
  status.associations = std::move(answer.associations);
  if (site.scheduler != config::SchedulerKind::slurm) return;
  if (!answer.not_known.empty()) {
    status.problem = "accounts and queues are not known: " + answer.not_known;
  } else if (status.associations.empty()) {
    status.problem = "the batch system knows no account of " + printable(status.user);
    status.next_step = "ask the principal investigator of your project to add you";
  }
}

void add_refusal(const Error& error, const config::SiteProfile& site, const KeyState& key, AccountStatus& status) {
  status.reachable = error.kind() == ErrorKind::not_permitted;
  if (status.reachable) {
    auto advice = advise(site, error.failure(), key, now());
    status.problem = std::move(advice.problem);
    status.next_step = std::move(advice.next_step);
  } else {
    status.problem = error.failure().what;
    if (!error.failure().why.empty()) status.problem += ": " + split_lines(error.failure().why).front();
    status.next_step = error.failure().hint;
  }
}

bool is_refusal(const Error& error) {
  return error.kind() == ErrorKind::not_permitted || error.kind() == ErrorKind::unavailable ||
         error.kind() == ErrorKind::try_again;
}

}  // namespace

AccountStatus ask_site(transport::Host& host, const config::SiteProfile& site, const transport::ssh::Target& target,
                       const KeyState& key) {
  AccountStatus status{.site = site.id,
                       .address = address_of(target),
                       .user = target.user,
                       .problem = {},
                       .next_step = {},
                       .key = key.path,
                       .key_fingerprint = key.fingerprint,
                       .certificate_until = key.certificate_until,
                       .groups = {},
                       .associations = {}};
  try {
    add_answer(ask(host, site), site, status);
  } catch (const Error& error) {
    if (!is_refusal(error)) throw;
    add_refusal(error, site, key, status);
  }
  return status;
}

}  // namespace aifactory::account
