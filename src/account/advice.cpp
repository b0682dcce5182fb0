// SPDX-License-Identifier: Apache-2.0
#include "account/advice.hpp"

#include "aifactory/base/text.hpp"

#include <fmt/format.h>

namespace aifactory::account {
namespace {

std::string renewal(const config::SiteProfile& site) {
  if (!site.login.renew.empty()) return site.login.renew;
  return site.login.authority.url.empty() ? "fetch a new certificate" : "fetch one at " + site.login.authority.url;
}

std::string portal(const config::SiteProfile& site) {
  if (site.login.key_where != "ticket") return site.login.key_where;
  if (!site.login.portals.empty()) return site.login.portals.front();
  return site.support;
}

std::string refusal_text(const Failure& refusal) {
  return refusal.why.empty() ? refusal.what : refusal.what + ": " + join(split_lines(refusal.why), "; ");
}

/// The site's own key is in question, not the user's: what transport says to do is all there is to do.
bool is_about_the_host(const Failure& refusal) {
  return refusal.subject == Subject::host_key;
}

Advice about_certificate(const config::SiteProfile& site, const Failure& refusal, const KeyState& key, Time at) {
  if (key.certificate_until && *key.certificate_until <= at) {
    return {fmt::format("the certificate ended {}", relative_time(*key.certificate_until, at)), renewal(site)};
  }
  if (key.certificate_until) return {refusal_text(refusal), renewal(site)};
  return {fmt::format("{}; this site takes short certificates only, and none was found", refusal_text(refusal)),
          renewal(site)};
}

}  // namespace

bool wants_certificate(const config::SiteProfile& site) {
  return site.login.kind == "step_ca" || site.login.kind == "efp_sshca";
}

bool takes_own_keys(const config::SiteProfile& site) {
  return site.login.key_where == "authorized_keys" && !wants_certificate(site);
}

std::string usual_delay(const config::SiteProfile& site) {
  return site.login.key_delay ? "; it usually works after " + format_duration(*site.login.key_delay) : std::string();
}

std::string how_to_register(const config::SiteProfile& site) {
  const auto where = portal(site);
  std::string text =
      site.login.key_where == "ticket" ? "send the public key to the centre's helpdesk" : "register the public key";
  if (!where.empty()) text += (site.login.key_where == "ticket" ? " (" : " at ") + where;
  if (!where.empty() && site.login.key_where == "ticket") text += ")";
  if (site.login.from_clause == "required") text += ", with from=\"…\" naming the networks you log in from";
  return text + usual_delay(site);
}

Advice advise(const config::SiteProfile& site, const Failure& refusal, const KeyState& key, Time at) {
  if (is_about_the_host(refusal)) return {refusal_text(refusal), refusal.hint};
  if (wants_certificate(site) || (key.certificate_until && *key.certificate_until <= at)) {
    return about_certificate(site, refusal, key, at);
  }
  if (takes_own_keys(site)) return {refusal_text(refusal), "aifactory account login --site " + site.id};
  auto next = how_to_register(site);
  if (key.path.empty()) next = fmt::format("aifactory account login --site {}, then {}", site.id, next);
  return {refusal_text(refusal), next};
}

}  // namespace aifactory::account
