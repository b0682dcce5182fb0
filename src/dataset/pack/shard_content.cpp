// SPDX-License-Identifier: Apache-2.0
#include "dataset/pack/shard_content.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "dataset/pack/tar.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::dataset {
namespace {

using transfer::ContentHash;
using transfer::Entry;
using transfer::EntryKind;

[[noreturn]] void changed(const std::filesystem::path& file) {
  throw Error{{.kind = ErrorKind::try_again,
               .what = "the file was changed while it was packed: " + printable(file.string()),
               .hint = "run the same command again when nothing writes there; what was sent is kept"}};
}

bool is_same(int descriptor, const Entry& entry) {
  struct stat facts {};
  return ::fstat(descriptor, &facts) == 0 && static_cast<std::uint64_t>(facts.st_size) == entry.size &&
         std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec == entry.modified_ns;
}

ContentHash put_content(const std::filesystem::path& file, const Entry& entry, const Feed::Put& put) {
  const UniqueFd in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in && errno != ENOENT) throw system_error("cannot read " + printable(file.string()), errno);
  if (!in || !is_same(in.get(), entry)) changed(file);
  std::string buffer(std::size_t{256} << 10, '\0');
  Sha256 hash;
  for (std::uint64_t left = entry.size; left > 0;) {
    const auto count = ::read(in.get(), buffer.data(), std::min<std::uint64_t>(left, buffer.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw system_error("cannot read " + printable(file.string()), errno);
    if (count == 0) changed(file);
    const auto bytes = std::string_view(buffer).substr(0, static_cast<std::size_t>(count));
    hash.update(bytes);
    put(bytes);
    left -= static_cast<std::uint64_t>(count);
  }
  if (!is_same(in.get(), entry)) changed(file);
  put(std::string(tar_padding(entry.size), '\0'));
  return *ContentHash::from_hex(hash.hex());
}

}  // namespace

void put_shard(const std::filesystem::path& folder, const Shard& shard, std::vector<ContentHash>& hashes,
               const Feed::Put& put) {
  hashes.assign(shard.entries.size(), {});
  for (std::size_t i = 0; i < shard.entries.size(); ++i) {
    put(tar_header(shard.entries[i]));
    if (shard.entries[i].kind == EntryKind::file)
      hashes[i] = put_content(folder / shard.entries[i].path, shard.entries[i], put);
  }
  put(tar_end());
}

std::vector<ContentHash> hashes_of(const std::filesystem::path& folder, const Shard& shard) {
  std::vector<ContentHash> hashes;
  for (const Entry& entry : shard.entries)
    hashes.push_back(entry.kind == EntryKind::file ? *ContentHash::from_hex(sha256_of_file(folder / entry.path))
                                                   : ContentHash());
  return hashes;
}

}  // namespace aifactory::dataset
