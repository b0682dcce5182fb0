// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/transfer/tree.hpp"

#include "transfer/lanes.hpp"
#include "transfer/manifest_reader.hpp"
#include "transfer/remote_writer.hpp"

#include <optional>
#include <span>
#include <string>

namespace aifactory::transfer {

/// Where the manifest of a remote tree lies.
std::string manifest_path(const std::string& remote);

/// Reads the manifest beside a remote tree over the first lane.
class ManifestFetch {
 public:
  /// Sends the first request; `use` is given the entries in ascending order while the lanes are turned.
  ManifestFetch(Lanes& lanes, const std::string& remote, ManifestReader::Use use);

  /// Until it was read. Errors: not_permitted, io, protocol; bad_input for a broken manifest, with its path.
  void wait(Lanes& lanes);
  /// Nothing: there is no manifest.
  const std::optional<ManifestHead>& head() const { return head_; }

 private:
  void take(std::span<const std::byte> bytes);
  void ended(transport::Reply& ending);
  void note_broken(const Error& error);

  std::string path_;
  ManifestReader reader_;
  bool done_ = false;
  std::optional<Error> broken_;  ///< told when what is under way has come in
  std::optional<ManifestHead> head_;
};

/// Writes and closes, block by block.
void put_manifest(RemoteWriter& writer, const Manifest& manifest);
/// Writes the manifest beside the tree and puts it in the place of the one before.
void store_manifest(Lanes& lanes, const std::string& remote, const Manifest& manifest, std::uint32_t mode);

}  // namespace aifactory::transfer
