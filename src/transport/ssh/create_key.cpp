// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/ssh.hpp"

#include "transport/ssh/handles.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

[[noreturn]] void fail(std::string_view doing) {
  throw Error{{.kind = ErrorKind::cannot_create, .what = fmt::format("a key could not be {}", doing)}};
}

KeyHandle generate() {
  ssh_key key = nullptr;
  if (ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) != SSH_OK) fail("made");
  return KeyHandle{key};
}

Secret private_text(ssh_key key, const Secret& passphrase) {
  const char* words = passphrase.empty() ? nullptr : passphrase.reveal().c_str();
  char* text = nullptr;
  if (ssh_pki_export_privkey_base64(key, words, nullptr, nullptr, &text) != SSH_OK) fail("written");
  return Secret{take(text)};
}

std::string public_line(ssh_key key, std::string_view comment) {
  char* body = nullptr;
  if (ssh_pki_export_pubkey_base64(key, &body) != SSH_OK) fail("written");
  const auto line = fmt::format("ssh-ed25519 {} {}", take(body), printable(comment));
  return std::string{trim(line)};
}

/// Never over a file that is there.
void write_new(const std::filesystem::path& path, std::string_view text, mode_t mode) {
  const UniqueFd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
  if (!file && errno == EEXIST)
    throw Error{{.kind = ErrorKind::cannot_create,
                 .what = fmt::format("{} exists already", path.string()),
                 .why = "a key that may be in use is never overwritten",
                 .hint = "use that key, or choose another name"}};
  if (!file) throw system_error("cannot make " + path.string(), errno, ErrorKind::cannot_create);
  const bool written = ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!written || ::fsync(file.get()) != 0) throw system_error("cannot write " + path.string(), errno);
}

}  // namespace

std::string create_key(const std::filesystem::path& path, const Secret& passphrase, std::string_view comment) {
  auto public_path = path;
  public_path += ".pub";
  if (std::filesystem::exists(public_path)) write_new(public_path, "", 0);  // says that it exists
  if (!path.parent_path().empty() && !std::filesystem::exists(path.parent_path()))
    make_private_directory(path.parent_path());
  const auto key = generate();
  const auto text = private_text(key.get(), passphrase);
  auto line = public_line(key.get(), comment);
  write_new(path, text.reveal(), 0600);
  write_new(public_path, line + "\n", 0644);
  return line;
}

}  // namespace aifactory::transport::ssh
