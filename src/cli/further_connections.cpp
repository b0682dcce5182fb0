// SPDX-License-Identifier: Apache-2.0
#include "cli/further_connections.hpp"

#include "cli/app_context.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

/// Sites count logins: these are soon made, and none of them waits for its turn.
constexpr int most = 6;

}  // namespace

Option connections_option(std::optional<int>& connections) {
  return {"--connections", "spread over this many logins, the further ones only if none asks a person (default: 1)",
          &connections, "NUMBER"};
}

transfer::MoreConnections further_connections(AppContext& context, const std::optional<int>& connections) {
  const int wanted = connections.value_or(1);
  if (wanted < 1 || wanted > most)
    throw Error{{.kind = ErrorKind::usage,
                 .what = fmt::format("--connections is a number from 1 to {}, not {}", most, wanted),
                 .hint = "each one is a login at the site; one is enough to fill most networks"}};
  transfer::MoreConnections more{.hosts = context.site().further_transfer_hosts(wanted - 1)};
  more.refused = [&context, told = false](const Error& error) mutable {
    if (std::exchange(told, true)) return;
    const auto& failure = error.failure();
    output::warn(context.terminal(), fmt::format("there is no further connection: {}{}{}", failure.what,
                                                 failure.why.empty() ? "" : "; ", failure.why));
  };
  return more;
}

}  // namespace aifactory::cli
