// SPDX-License-Identifier: Apache-2.0
#include "account/ask_site.hpp"

namespace aifactory::account {

AccountStatus status(transport::Host& host, const config::SiteProfile& site, const transport::ssh::Target& target) {
  return ask_site(host, site, target, look_at_keys(target));
}

}  // namespace aifactory::account
