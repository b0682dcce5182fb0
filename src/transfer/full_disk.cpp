// SPDX-License-Identifier: Apache-2.0
#include "transfer/full_disk.hpp"

#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace aifactory::transfer {
namespace {

/// The probe's name makes the next transfer remove it, should this one be cut off.
constexpr std::string_view probe_script = R"sh(cd -- {} 2>/dev/null || exit 0
p=.probe.$$.aifactory-part
LC_ALL=C dd if=/dev/zero of="$p" bs=65536 count=64 2>&1
rm -f -- "$p")sh";

bool is_full(std::string_view said) {
  return said.find("No space left") != std::string_view::npos || said.find("uota exceeded") != std::string_view::npos;
}

std::string ask(transport::Host& host, const std::string& remote) {
  try {
    return transport::run(host, {.script = fmt::format(probe_script, shell_quote(remote)),
                                 .time_limit = std::chrono::seconds(20),
                                 .output_limit = 65536})
        .out;
  } catch (const Error&) {
    return {};  // the first error is the one to tell
  }
}

}  // namespace

void throw_if_full(const Error& error, transport::Host& host, const std::string& remote) {
  const auto said = error.kind() == ErrorKind::io ? ask(host, remote) : std::string();
  const auto told = error.failure().why;
  if (!is_full(said) && !is_full(told)) return;
  const bool quota = (said + told).find("uota exceeded") != std::string::npos;
  auto failure = error.failure();
  failure.why = quota ? "your quota on the host is used up (bytes or number of files)" : "the disk there is full";
  failure.hint = "make room there, then run the same command again: it goes on where it stopped";
  Error better(failure);
  for (const auto& doing : error.trail())
    better.add_trail(doing);
  throw better;
}

}  // namespace aifactory::transfer
