// SPDX-License-Identifier: Apache-2.0
#include "job/snapshot.hpp"

#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

namespace aifactory::job {

namespace {

bool has(transport::Host& host, const std::string& folder) {
  return transport::run(
             host, {.script = "[ -e " + shell_quote(folder + ".manifest") + " ]\n", .repeat = transport::Repeat::safe})
      .ending.ok();
}

}  // namespace

Snapshot send_code(transport::Host& host, const std::string& root, const Code& code, transfer::Observer& observer) {
  const auto parent = root + "/code/";
  if (has(host, parent + code.fingerprint)) return {code.fingerprint, parent + code.fingerprint};
  const TemporaryDirectory staging;
  const auto staged = staging.path() / "code";
  std::filesystem::create_directory(staged);
  stage_code(code, staged);
  const auto fingerprint = fingerprint_of(staged, code.files);
  const Snapshot snapshot{fingerprint, parent + fingerprint};
  transfer::upload(host, staged, snapshot.folder, {.name = code.folder.filename().string()}, observer);
  return snapshot;
}

}  // namespace aifactory::job
