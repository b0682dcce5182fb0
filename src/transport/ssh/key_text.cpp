// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/key_text.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/base64.hpp"
#include "transport/ssh/wire.hpp"

#include <algorithm>
#include <limits>

namespace aifactory::transport::ssh {
namespace {

constexpr std::string_view certificate_suffix = "-cert-v01@openssh.com";

[[noreturn]] void throw_unreadable(std::string why) {
  throw Error{{.kind = ErrorKind::bad_input, .what = "this is not an SSH key", .why = std::move(why)}};
}

/// What stands between the BEGIN and END lines.
std::string_view pem_body(std::string_view text) {
  const auto first_line_end = text.find('\n');
  const auto end = text.find("-----END ");
  if (first_line_end == std::string_view::npos || end == std::string_view::npos || end < first_line_end)
    throw_unreadable("its end is missing");
  return text.substr(first_line_end, end - first_line_end);
}

/// PROTOCOL.key of OpenSSH: the public part is in clear, and the cipher is named.
KeyText parse_openssh(std::string_view text) {
  constexpr std::string_view magic{"openssh-key-v1\0", 15};
  std::string body;
  std::ranges::copy_if(pem_body(text), std::back_inserter(body), [](char c) { return c != ' ' && c != '\t'; });
  const auto bytes = decode_base64(trim(body));
  if (!bytes || !bytes->starts_with(magic)) throw_unreadable("its body is not in OpenSSH's format");
  WireReader reader{std::string_view{*bytes}.substr(magic.size())};
  const auto cipher = reader.text();
  reader.text();  // key derivation
  reader.text();  // its options
  if (reader.number() != 1) throw_unreadable("it does not hold exactly one key");
  const std::string blob{reader.text()};
  return {
      .type = std::string{WireReader{blob}.text()}, .blob = blob, .is_private = true, .encrypted = cipher != "none"};
}

KeyText parse_pem(std::string_view text) {
  const auto head = text.substr(0, text.find('\n'));
  if (head.find("OPENSSH PRIVATE KEY") != std::string_view::npos) return parse_openssh(text);
  if (head.find("PRIVATE KEY") == std::string_view::npos) throw_unreadable("it is PEM, but no private key");
  const auto body = pem_body(text);
  KeyText key{.type = {}, .blob = {}, .is_private = true, .encrypted = false};
  key.encrypted = head.find("ENCRYPTED") != std::string_view::npos || body.find("ENCRYPTED") != std::string_view::npos;
  if (head.find("RSA") != std::string_view::npos) key.type = "ssh-rsa";
  if (head.find("EC ") != std::string_view::npos) key.type = "ecdsa";
  return key;
}

KeyText parse_public(std::string_view line) {
  const auto type = line.substr(0, line.find_first_of(" \t"));
  const auto after = trim(line.substr(type.size()));
  const auto blob = decode_base64(after.substr(0, after.find_first_of(" \t")));
  if (type.empty() || !blob || blob->empty()) throw_unreadable("it has neither a BEGIN line nor a public key");
  if (WireReader{*blob}.text() != type) throw_unreadable("its type and its content differ");
  return {.type = std::string{type}, .blob = blob, .is_private = false, .encrypted = false};
}

/// How many fields of the plain key stand in a certificate, after its nonce.
std::size_t fields_of(std::string_view plain_type) {
  if (plain_type == "ssh-ed25519") return 1;
  if (plain_type == "ssh-rsa" || plain_type.starts_with("ecdsa-") || plain_type == "sk-ssh-ed25519@openssh.com")
    return 2;
  if (plain_type.starts_with("sk-ecdsa-")) return 3;
  throw_unreadable("the certificate is of a kind not known here");
}

std::optional<Time> moment(std::uint64_t seconds) {
  constexpr auto never = std::numeric_limits<std::uint64_t>::max();
  constexpr auto latest = std::numeric_limits<std::int64_t>::max() / 2;
  if (seconds == 0 || seconds == never || seconds > latest) return {};
  return Time{std::chrono::seconds(static_cast<std::int64_t>(seconds))};
}

/// "ssh-ed25519-cert-v01@openssh.com" to "ssh-ed25519"; the sk- types keep their own domain.
std::string plain_type_of(std::string_view type) {
  std::string plain{type.substr(0, type.size() - certificate_suffix.size())};
  if (plain.starts_with("sk-")) plain += "@openssh.com";
  return plain;
}

}  // namespace

bool is_certificate_type(std::string_view type) {
  return type.ends_with(certificate_suffix);
}

KeyText parse_key(std::string_view text) {
  text = trim(text);
  if (text.starts_with("-----BEGIN ")) return parse_pem(text);
  for (const auto& line : split_lines(text))
    if (const auto content = trim(line); !content.empty() && !content.starts_with('#')) return parse_public(content);
  throw_unreadable("it is empty");
}

/// PROTOCOL.certkeys of OpenSSH.
Certificate parse_certificate(std::string_view blob) {
  WireReader reader{blob};
  const auto type = reader.text();
  if (!is_certificate_type(type)) throw_unreadable("it is no certificate");
  const auto plain_type = plain_type_of(type);
  reader.text();  // nonce
  Certificate certificate;
  certificate.plain_blob = wire_text(plain_type);
  for (std::size_t i = 0; i < fields_of(plain_type); ++i)
    certificate.plain_blob += wire_text(reader.text());
  reader.long_number();  // serial
  reader.number();       // user or host
  certificate.key_id = reader.text();
  WireReader principals{reader.text()};
  while (!principals.at_end())
    certificate.principals.emplace_back(principals.text());
  certificate.valid_from = moment(reader.long_number());
  certificate.valid_until = moment(reader.long_number());
  return certificate;
}

}  // namespace aifactory::transport::ssh
