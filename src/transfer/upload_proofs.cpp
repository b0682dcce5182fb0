// SPDX-License-Identifier: Apache-2.0
#include "transfer/upload_proofs.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transfer/path.hpp"

namespace aifactory::transfer {
namespace {

/// Files queued for hashing at once while content is compared.
constexpr std::size_t checks_at_once = 256;
/// Smaller files are hashed by the dozen afterwards, which starts fewer programs there.
constexpr std::uint64_t worth_following = std::uint64_t{32} << 20;

}  // namespace

UploadProofs::UploadProofs(const Parts& parts, Uses uses)
    : parts_(parts),
      uses_(std::move(uses)),
      verdicts_([this](std::uint32_t index, Verdicts::Verdict verdict) { judge(index, verdict); }),
      hashes_(parts_.host, parts_.remote,
              [this](const std::string& path, std::optional<ContentHash> hash) { there(path, hash); }),
      follower_(parts_.host, parts_.remote,
                [this](std::uint32_t index, std::optional<ContentHash> hash) { followed(index, hash); }) {}

bool UploadProofs::finished() const {
  return checks_.empty() && differing_.empty() && parts_.hasher.open_jobs() == 0 && verdicts_.all_passed() &&
         follower_.idle() && hashes_.finished();
}

void UploadProofs::serve(bool all_sent) {
  for (const auto& result : parts_.hasher.take())
    here(result.index, result.hash);
  ask_checks();
  follower_.serve();
  if (all_sent && checks_.empty()) share_sessions();
  waits_ = all_sent && checks_.empty() && follower_.idle();
  if (waits_) hashes_.no_more();
  hashes_.serve();
}

/// There may be two sessions on a connection, and one is for files: neither command may wait for the other's end.
void UploadProofs::share_sessions() {
  if (follower_.waits_to_begin() && !hashes_.finished()) follower_.give_up();
  follower_.release();
}

void UploadProofs::ask_checks() {
  while (!checks_.empty() && parts_.hasher.open_jobs() < checks_at_once) {
    const auto index = checks_.front();
    checks_.pop_front();
    const auto& entry = parts_.entries[index];
    checking_.insert(index);
    parts_.hasher.add(index, {.path = parts_.local.path_of(entry)}, entry.size, entry.size);
    hashes_.ask(entry.path);
  }
}

void UploadProofs::begun(std::uint32_t index) {
  verdicts_.forget(index);
  follower_.drop(index);
}

void UploadProofs::advanced(std::uint32_t index, const std::string& part, std::uint64_t bytes) {
  if (is_proved(index) && parts_.entries[index].size >= worth_following) follower_.advance(index, part, bytes);
}

void UploadProofs::placed(std::uint32_t index, std::optional<ContentHash> hash) {
  const auto& entry = parts_.entries[index];
  if (is_proved(index) && !follower_.whole(index, entry.path, entry.size)) hashes_.ask(entry.path);
  if (hash) here(index, hash);
}

void UploadProofs::placed(std::uint32_t index, const ContentHash& here, const ContentHash& there) {
  parts_.entries[index].hash = here;
  verdicts_.here(index, here);
  verdicts_.there(index, there);
}

void UploadProofs::here(std::uint32_t index, std::optional<ContentHash> hash) {
  if (hash) parts_.entries[index].hash = *hash;
  if (is_proved(index) || checking_.count(index) > 0)
    verdicts_.here(index, hash);
  else if (!hash)
    uses_.resend(index);
}

void UploadProofs::followed(std::uint32_t index, std::optional<ContentHash> hash) {
  if (hash)
    verdicts_.there(index, hash);
  else
    hashes_.ask(parts_.entries[index].path);
}

void UploadProofs::there(const std::string& path, std::optional<ContentHash> hash) {
  if (const auto index = index_of(parts_.entries, path)) verdicts_.there(*index, hash);
}

void UploadProofs::judge(std::uint32_t index, Verdicts::Verdict verdict) {
  const bool was_there = checking_.erase(index) > 0;
  if (verdict == Verdicts::Verdict::same) {
    if (was_there) uses_.same(index);
    return;
  }
  if (was_there) return differing_.push_back(index);
  const auto& path = parts_.entries[index].path;
  if (!sent_twice_.insert(index).second)
    throw Error{{.kind = ErrorKind::io,
                 .what = "the file arrived damaged twice: " + printable(join_path(parts_.remote, path)),
                 .why = "its SHA-256 on the host is not the one computed here while sending",
                 .hint = "the storage or the memory of one side may be failing: tell the site's support"}};
  uses_.resend(index);
}

}  // namespace aifactory::transfer
