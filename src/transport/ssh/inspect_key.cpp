// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include "transport/ssh/handles.hpp"
#include "transport/ssh/key_text.hpp"
#include "transport/ssh/load_key.hpp"
#include "transport/ssh/wire.hpp"

namespace aifactory::transport::ssh {
namespace {

constexpr std::uint64_t largest_key_file = 1 << 20;

/// PEM files name their public half nowhere: it stands beside them, or in the key when that is in clear.
std::optional<std::string> blob_of_pem(const std::filesystem::path& path, const std::string& text, bool encrypted) {
  auto beside = path;
  beside += ".pub";
  if (const auto line = read_file_if_any(beside, largest_key_file)) return parse_key(*line).blob;
  if (encrypted) return {};
  const auto key = load_private_key(text, nullptr);
  if (!key) return {};
  return public_blob(key.get());
}

}  // namespace

KeyFile read_key_file(const std::filesystem::path& path) {
  try {
    auto text = read_file(path, largest_key_file);
    auto key = parse_key(text);
    if (!key.blob) key.blob = blob_of_pem(path, text, key.encrypted);
    if (key.blob) key.type = std::string{WireReader{*key.blob}.text()};
    return {.text = Secret{std::move(text)}, .key = std::move(key)};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input) throw;
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "cannot read the key " + path.string(),
                 .why = error.failure().why.empty() ? error.failure().what : error.failure().why}};
  }
}

KeyFacts inspect_key(const std::filesystem::path& path) {
  const auto file = read_key_file(path);
  KeyFacts facts;
  facts.type = file.key.type;
  facts.encrypted = file.key.encrypted;
  if (!file.key.blob) return facts;
  facts.is_certificate = is_certificate_type(file.key.type);
  if (!facts.is_certificate) {
    facts.fingerprint = fingerprint_of(*file.key.blob);
    return facts;
  }
  auto certificate = parse_certificate(*file.key.blob);
  facts.fingerprint = fingerprint_of(certificate.plain_blob);
  facts.principals = std::move(certificate.principals);
  facts.valid_from = certificate.valid_from;
  facts.valid_until = certificate.valid_until;
  return facts;
}

}  // namespace aifactory::transport::ssh
