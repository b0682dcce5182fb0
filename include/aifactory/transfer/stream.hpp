// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::transfer {

/// One file whose bytes come from a descriptor: standard input, or the pipe of a download. They are read once, never
/// stored here, and need no size.
struct Stream {
  int descriptor = -1;
  std::string file = {};                   ///< its name below the remote folder
  std::string source = {};                 ///< names this state of the source; empty: not known (standard input)
  std::optional<std::uint64_t> size = {};  ///< of the whole file, where known
  std::uint64_t offset = 0;                ///< of the first byte that comes, from stream_resumable()
  std::string sha256 = {};                 ///< that the whole file must have; empty: not known
  std::vector<Entry> others = {};          ///< further files of the folder that stand in its manifest
  bool last = true;                        ///< false: the manifest says that more is to come
  std::function<void()> ended = {};        ///< called at the end of the bytes; throws when they ended too early
};

/// How many bytes of this state of the source the host holds from an earlier, broken upload: they need not be read
/// again. 0 without a `source`. Errors: as upload().
std::uint64_t stream_resumable(transport::Host& host, const std::string& remote, const Stream& stream,
                               const UploadOptions& options);

/// The result of an upload that has nothing to do: the remote folder has the file with the given hash, or as it was
/// sent from this state of the source. Else nothing.
std::optional<UploadResult> stream_already_there(transport::Host& host, const std::string& remote, const Stream& stream,
                                                 const UploadOptions& options);

/// Makes the remote folder hold the file, as upload() does: under its real name only when whole and of the right hash,
/// with a manifest beside the folder. Pieces that the host acknowledged in an earlier run are compared by hash instead
/// of being sent again, so the same bytes may come once more from the beginning. Of the options, scan, compare, extra
/// and dry_run have no meaning here. Errors: as upload(); bad_input when the bytes are none, or not those of `sha256`.
UploadResult upload_stream(transport::Host& host, const Stream& stream, const std::string& remote,
                           const UploadOptions& options, Observer& observer);

}  // namespace aifactory::transfer
