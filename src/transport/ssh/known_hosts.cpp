// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/known_hosts.hpp"

#include "aifactory/base/text.hpp"

#include "transport/ssh/base64.hpp"
#include "transport/ssh/pattern.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace aifactory::transport::ssh {
namespace {

/// Takes the next word of a line.
std::string_view next_word(std::string_view& line) {
  line = trim(line);
  const auto word = line.substr(0, line.find_first_of(" \t"));
  line.remove_prefix(word.size());
  return word;
}

/// "|1|SALT|HASH": HMAC-SHA1 of the name under the salt.
bool matches_hash(std::string_view name, std::string_view hashed) {
  const auto parts = split(hashed, '|');
  if (parts.size() != 4 || parts[1] != "1") return false;
  const auto salt = decode_base64(parts[2]);
  const auto wanted = decode_base64(parts[3]);
  if (!salt || !wanted) return false;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  unsigned size = 0;
  ::HMAC(::EVP_sha1(), salt->data(), static_cast<int>(salt->size()),
         reinterpret_cast<const unsigned char*>(name.data()), name.size(), digest.data(), &size);
  return *wanted == std::string_view{reinterpret_cast<const char*>(digest.data()), size};
}

bool speaks_of(std::string_view names, std::string_view name) {
  return names.starts_with('|') ? matches_hash(name, names) : matches_list(name, names, ",");
}

struct Line {
  std::string_view marker;
  std::string_view names;
  HostKey key;
};

std::optional<Line> parse_line(std::string_view text) {
  if (trim(text).empty() || trim(text).starts_with('#')) return {};
  Line line;
  line.names = next_word(text);
  if (line.names.starts_with('@')) {
    line.marker = line.names;
    line.names = next_word(text);
  }
  line.key.type = next_word(text);
  const auto blob = decode_base64(next_word(text));
  if (!blob || blob->empty()) return {};
  line.key.blob = *blob;
  return line;
}

void add_line(KnownKeys& found, const Line& line, std::string where) {
  if (line.marker == "@cert-authority") {
    ++found.authorities;
  } else if (line.marker.empty() || line.marker == "@revoked") {
    found.keys.push_back({.key = line.key, .revoked = !line.marker.empty(), .where = std::move(where)});
  }
}

/// One type may be used with several signature algorithms.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> algorithms_of = {{
    {"ssh-ed25519", "ssh-ed25519"},
    {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"},
    {"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384"},
    {"ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521"},
    {"ssh-rsa", "rsa-sha2-512,rsa-sha2-256"},
}};

}  // namespace

std::string known_hosts_name(const Address& address) {
  constexpr std::uint16_t usual_port = 22;
  const auto name = to_lower(address.name);
  return address.port == usual_port ? name : fmt::format("[{}]:{}", name, address.port);
}

KnownKeys find_known_keys(std::string_view text, std::string_view file, const Address& address) {
  const auto name = known_hosts_name(address);
  const auto bare_name = to_lower(address.name);
  KnownKeys found;
  KnownKeys without_port;
  std::size_t number = 0;
  for (const auto& content : split_lines(text)) {
    ++number;
    const auto line = parse_line(content);
    if (!line) continue;
    auto where = fmt::format("{}:{}", file, number);
    if (speaks_of(line->names, name))
      add_line(found, *line, std::move(where));
    else if (name != bare_name && speaks_of(line->names, bare_name))
      add_line(without_port, *line, std::move(where));
  }
  if (!found.keys.empty() || found.authorities > 0) return found;
  for (auto& line : without_port.keys)
    line.other_server = true;
  return without_port;
}

Standing judge(const std::vector<KnownKey>& known, const HostKey& shown) {
  const auto same_key = [&](const KnownKey& line) { return line.key.blob == shown.blob; };
  if (std::ranges::any_of(known, [&](const KnownKey& line) { return line.revoked && same_key(line); }))
    return Standing::revoked;
  if (std::ranges::any_of(known, same_key)) return Standing::known;
  const auto trusted = [](const KnownKey& line) { return !line.revoked && !line.other_server; };
  const auto same_type = [&](const KnownKey& line) { return trusted(line) && line.key.type == shown.type; };
  if (std::ranges::any_of(known, same_type)) return Standing::changed;
  return std::ranges::any_of(known, trusted) ? Standing::other_type : Standing::unknown;
}

std::string preferred_algorithms(const std::vector<KnownKey>& known, const std::vector<PublishedKey>& published) {
  const auto is_expected = [&](const auto& row) {
    return std::ranges::any_of(known,
                               [&](const KnownKey& line) { return !line.revoked && line.key.type == row.first; }) ||
           std::ranges::any_of(published, [&](const PublishedKey& key) { return key.type == row.first; });
  };
  auto rows = algorithms_of;
  std::stable_partition(rows.begin(), rows.end(), is_expected);
  std::string list;
  for (const auto& [type, algorithms] : rows)
    list += (list.empty() ? "" : ",") + std::string{algorithms};
  return list;
}

}  // namespace aifactory::transport::ssh
