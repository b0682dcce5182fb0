// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transfer/stream.hpp"

#include "transfer/chunk_proof.hpp"
#include "transfer/chunk_reader.hpp"
#include "transfer/path.hpp"
#include "transfer/stream_journal.hpp"
#include "transfer/stream_target.hpp"

#include <algorithm>

namespace aifactory::transfer {
namespace {

using transport::FileStatus;
namespace request = transport::request;

std::uint64_t chunks_without_gap(const std::vector<std::string>& chunks) {
  const auto gap = std::find(chunks.begin(), chunks.end(), std::string());
  return static_cast<std::uint64_t>(gap - chunks.begin());
}

transport::FileAttributes attributes_of(transport::Host& host, const std::string& path) {
  const auto files = host.open_files();
  const auto answer = transport::ask(*files, request::Stat{.path = path});
  return answer.status == FileStatus::ok ? answer.attributes : transport::FileAttributes{};
}

}  // namespace

std::uint64_t stream_resumable(transport::Host& host, const std::string& remote, const Stream& stream,
                               const UploadOptions& options) {
  require_file_name(stream.file);
  if (stream.source.empty()) return 0;
  const auto folder = without_slashes(remote);
  const StreamJournal journal(options.journal, journal_target(host, folder, stream.file));
  if (journal.source() != stream.source) return 0;
  std::uint64_t bytes = chunks_without_gap(journal.chunks()) * chunk_size;
  if (stream.size) bytes = std::min(bytes, *stream.size / chunk_size * chunk_size);
  if (bytes == 0) return 0;
  const auto part = attributes_of(host, join_path(folder, part_path(stream.file)));
  if (!part.is_regular() || part.size.value_or(0) < bytes) return 0;
  return stream.sha256.empty() && !can_prove_chunks(host) ? 0 : bytes;
}

std::optional<UploadResult> stream_already_there(transport::Host& host, const std::string& remote, const Stream& stream,
                                                 const UploadOptions& options) {
  require_file_name(stream.file);
  const auto folder = without_slashes(remote);
  auto sha256 = stream.sha256;
  if (sha256.empty())
    sha256 =
        StreamJournal(options.journal, journal_target(host, folder, stream.file)).completed(stream.source).value_or("");
  if (sha256.empty()) return std::nullopt;
  auto manifest = remote_manifest(host, folder);
  if (!manifest || !manifest->whole || manifest->entries.size() != 1) return std::nullopt;
  const auto& entry = manifest->entries.front();
  if (entry.path != stream.file || entry.hash.hex() != sha256) return std::nullopt;
  const auto file = attributes_of(host, join_path(folder, stream.file));
  if (!file.is_regular() || file.size != entry.size) return std::nullopt;
  UploadResult result;
  result.manifest = std::move(*manifest);
  result.files_unchanged = 1;
  return result;
}

}  // namespace aifactory::transfer
