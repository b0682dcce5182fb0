// SPDX-License-Identifier: Apache-2.0
#include "job/snapshot.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

namespace aifactory::job {

namespace {

// A snapshot is needed only until its runs have copied it. One that is used gets a new date; when another one is on its
// way, a few of those that nobody used for a month go, but for the newest twenty. The manifest goes first: without it a
// snapshot is not there.
constexpr std::string_view look_script = R"sh(
cd "$parent" 2>/dev/null || exit 1
[ ! -e "$name.manifest" ] || { touch -c "$name.manifest"; exit 0; }
ls -t | grep '^[0-9a-f]\{32\}\.manifest$' | tail -n +21 | tail -n 3 | while read -r old; do
  [ -z "$(find "$old" -mtime +30 2>/dev/null)" ] || { rm -f "$old" && rm -rf "./${old%.manifest}"; }
done
exit 1
)sh";

bool has(transport::Host& host, const std::string& parent, const std::string& name) {
  const auto variables = "parent=" + shell_quote(parent) + " name=" + shell_quote(name) + "\n";
  return transport::run(host, {.script = variables + std::string(look_script), .repeat = transport::Repeat::safe})
      .ending.ok();
}

/// Runs submitted at the same time, by a loop in a shell, share their code: one sends it, the others wait and find that
/// nothing is left to send.
FileLock turn_to_send(const transport::Host& host) {
  const auto folder = user_directories().state / "sending-code";
  make_private_directory(folder);
  return FileLock(folder / sha256_hex(host.name()));
}

// The folders on the way to a snapshot are nothing that its reader has named.
Error not_sent(const Error& error, const transport::Host& host, const std::string& root) {
  const auto& failure = error.failure();
  return Error{{.kind = ErrorKind::cannot_create,
                .what = "the code could not be sent to " + host.name(),
                .why = failure.what + (failure.why.empty() ? "" : ": " + failure.why),
                .hint = "check the quota and the rights of " + root + " (`root:` of the site)"}};
}

}  // namespace

Snapshot send_code(transport::Host& host, const std::string& root, const Code& code, transfer::Observer& observer) {
  const auto parent = root + "/code/";
  if (has(host, parent, code.fingerprint)) return {code.fingerprint, parent + code.fingerprint};
  const TemporaryDirectory staging;
  const auto staged = staging.path() / "code";
  std::filesystem::create_directory(staged);
  stage_code(code, staged);
  const auto fingerprint = fingerprint_of(staged, code.files);
  const Snapshot snapshot{fingerprint, parent + fingerprint};
  const auto turn = turn_to_send(host);
  try {
    transfer::upload(host, staged, snapshot.folder, {.name = code.folder.filename().string()}, observer);
  } catch (const Error& error) {
    const bool refused = error.kind() == ErrorKind::not_permitted || error.kind() == ErrorKind::no_input ||
                         error.kind() == ErrorKind::io;
    if (!refused || !error.failure().hint.empty()) throw;
    throw not_sent(error, host, root);
  }
  return snapshot;
}

}  // namespace aifactory::job
