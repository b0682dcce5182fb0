// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/keeper_address.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/files.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

/// Of "/0123456789abcdef.sock" and a suffix for the moment of its making.
constexpr std::size_t name_length = 40;
/// The shortest sun_path among the systems we know (macOS).
constexpr std::size_t longest_path = 104;

}  // namespace

std::filesystem::path keeper_folder() {
  auto folder = user_directories().runtime;
  if (folder.native().size() + name_length > longest_path) folder = fmt::format("/tmp/aifactory-{}", ::getuid());
  make_private_directory(folder);
  return folder;
}

std::filesystem::path keeper_socket(const Target& target) {
  std::string identity = fmt::format("{}\n{}\n", target.site, target.user);
  for (const auto& address : target.addresses)
    identity += fmt::format("{}:{}\n", address.name, address.port);
  return keeper_folder() / (short_hash(identity) + ".sock");
}

}  // namespace aifactory::transport::ssh
