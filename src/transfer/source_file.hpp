// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <sys/stat.h>

namespace aifactory::transfer {

/// A file of this machine that is being sent; notices when it becomes another one meanwhile.
class SourceFile {
 public:
  /// Looks at it. Errors: no_input when it went away or is no file any more.
  explicit SourceFile(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return static_cast<std::uint64_t>(first_.st_size); }
  std::int64_t modified_ns() const;
  bool has_holes() const;

  /// Reads at `offset` what there is room for, at most; 0 when it was seen to have changed. Opens it at first. Errors:
  /// not_permitted, io.
  std::size_t read(std::uint64_t offset, std::span<std::byte> room);
  /// Where the next data after `offset` begin, up to `end`; holes are passed over.
  std::uint64_t next_data(std::uint64_t offset, std::uint64_t end);
  void close() { fd_.reset(); }

  /// Was it another one when read?
  bool changed() const { return changed_; }
  /// Is it another one by now?
  bool has_changed() const;

 private:
  void open();
  bool is_same(const struct stat& now) const;

  std::filesystem::path path_;
  struct stat first_ {};
  UniqueFd fd_;  ///< open while bytes are read
  bool changed_ = false;
};

}  // namespace aifactory::transfer
