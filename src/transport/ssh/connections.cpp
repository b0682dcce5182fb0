// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/keeper_address.hpp"
#include "transport/ssh/keeper_client.hpp"

#include <algorithm>
#include <charconv>

namespace aifactory::transport::ssh {
namespace {

using Values = std::map<std::string, std::string>;

std::int64_t number(const Values& values, const std::string& name) {
  const auto found = values.find(name);
  std::int64_t value = 0;
  if (found != values.end()) std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
  return value;
}

Time moment(const Values& values, const std::string& name) {
  return Time{std::chrono::seconds(number(values, name))};
}

ConnectionStatus status_from(const Values& values) {
  ConnectionStatus status;
  status.site = values.contains("site") ? values.at("site") : "";
  status.address = values.contains("address") ? values.at("address") : "";
  status.open = true;
  status.keeper_pid = static_cast<long>(number(values, "pid"));
  status.since = moment(values, "since");
  if (values.contains("ends")) status.ends = moment(values, "ends");
  status.channels = static_cast<std::size_t>(number(values, "channels"));
  status.bytes_sent = static_cast<std::uint64_t>(number(values, "bytes_sent"));
  status.bytes_received = static_cast<std::uint64_t>(number(values, "bytes_received"));
  status.commands = static_cast<std::uint64_t>(number(values, "commands"));
  return status;
}

std::vector<std::filesystem::path> keeper_sockets() {
  std::vector<std::filesystem::path> sockets;
  for (const auto& entry : std::filesystem::directory_iterator(keeper_folder()))
    if (entry.path().extension() == ".sock") sockets.push_back(entry.path());
  return sockets;
}

}  // namespace

ConnectionStatus connection_status(const Target& target) {
  if (const auto values = ask_keeper(keeper_socket(target), FrameKind::status)) return status_from(*values);
  ConnectionStatus none;
  none.site = target.site;
  return none;
}

std::vector<ConnectionStatus> all_connections() {
  std::vector<ConnectionStatus> open;
  for (const auto& socket : keeper_sockets())
    if (const auto values = ask_keeper(socket, FrameKind::status)) open.push_back(status_from(*values));
  return open;
}

std::size_t close_all_connections() {
  const auto sockets = keeper_sockets();
  const auto close = [](const auto& socket) { return ask_keeper(socket, FrameKind::close).has_value(); };
  return static_cast<std::size_t>(std::ranges::count_if(sockets, close));
}

bool close_connection(const Target& target) {
  return ask_keeper(keeper_socket(target), FrameKind::close).has_value();
}

}  // namespace aifactory::transport::ssh
