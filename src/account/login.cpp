// SPDX-License-Identifier: Apache-2.0
#include "account/login_flow.hpp"

namespace aifactory::account {

LoginReport login(const config::SiteProfile& site, const transport::ssh::Target& target,
                  transport::ssh::Person& person) {
  namespace ssh = transport::ssh;
  const SshActs acts{
      .connect = [](ssh::Target to, ssh::Person& who) { return make_host(std::move(to), who, ssh::Share::no); },
      .install = ssh::install_public_key,
      .create_key = ssh::create_key};
  return log_in(site, target, person, acts);
}

}  // namespace aifactory::account
