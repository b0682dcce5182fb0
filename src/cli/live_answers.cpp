// SPDX-License-Identifier: Apache-2.0
#include "cli/live_answers.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/quantity.hpp"
#include "aifactory/scheduler/limits.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

std::filesystem::path answer_file(const config::SiteProfile& profile) {
  return user_directories().state / "sites" / key_of(profile);
}

}  // namespace

std::string key_of(const config::SiteProfile& profile, std::string_view subject) {
  const auto& login = profile.hosts.login;
  const std::string host =
      login.empty() ? "" : fmt::format("{}:{}", login[0].name, login[0].port.value_or(profile.hosts.port));
  return short_hash(
      fmt::format("{}\n{}\n{}{}{}", profile.id, profile.user, host, subject.empty() ? "" : "\n", subject));
}

void keep_live_answer(const config::SiteProfile& profile, std::string_view answer) {
  const auto file = answer_file(profile);
  make_private_directory(file.parent_path());
  write_file(file, fmt::format("{}\n{}", format_time(now()), answer), 0600);
}

config::SiteProfile with_live_answers(config::SiteProfile profile) {
  const auto known = read_file_if_any(answer_file(profile));
  const auto end = known ? known->find('\n') : std::string::npos;
  if (end == std::string::npos || !parse_time(known->substr(0, end))) return profile;
  return scheduler::apply(std::move(profile), scheduler::read_limits(std::string_view(*known).substr(end + 1)),
                          known->substr(0, 10));
}

}  // namespace aifactory::cli
