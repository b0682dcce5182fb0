// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/transport/host.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::monitoring {

struct LogOptions {
  /// Absolute, on the host; '*' stands for any text within the last part ("…/stdout-*.log").
  std::vector<std::string> paths;
  bool follow = false;
  std::optional<std::uint64_t> tail_lines = {};  ///< of each file that is there at the first look
  std::optional<Time> since = {};                ///< a file that was not written since then is passed over
  /// With follow: a file, absolute, that grows when a writer ends. Looked at with the others, not read.
  std::string end_record = {};
};

/// Some bytes of one file, where they belong. Pieces of a file come in order; one at offset 0 behind others means that
/// the file began anew.
struct LogPiece {
  const std::string& path;
  std::uint64_t offset = 0;
  std::string_view bytes;
  Seconds utc_offset;  ///< of the host's clock: how to read times in a log that name no zone
};

/// A file that was read, as it was at the end.
struct LogFile {
  std::string path;
  std::string identity;  ///< device:inode
  std::uint64_t size = 0;
};

struct LogCallbacks {
  std::function<void(const LogPiece&)> sink;
  std::function<void(std::string_view text)> notice = {};
  /// Called between looks; may ask the network. True: the writers have ended. Without it: never.
  std::function<bool()> ended = {};
  /// The end record has grown since the first look: it may be worth asking `ended` soon.
  std::function<void()> end_recorded = {};
  std::function<void()> waiting = {};  ///< once, when there is no file yet
  std::function<void()> pausing = {};  ///< before each pause
  /// The time that a line carries. With it and `since`, a large log is not read from its top: times are taken to
  /// ascend.
  std::function<std::optional<Time>(std::string_view line, Seconds utc_offset)> time_of = {};
  /// Which of the files are wanted, and in which order they come. Without it: all, as they were named.
  std::function<std::optional<std::uint64_t>(const std::string& path)> place = {};
};

/// Gives the bytes of all files to `sink`, each once, those of one file in order. What many files have new costs one
/// round trip to see and one to read; a large backlog comes over several file channels at once. With follow: waits for
/// files, goes on from the byte offset after a lost connection, starts again from the top where a file was replaced or
/// emptied (told through `notice`), and returns when `ended` says that the writers are done and everything was read.
/// Between looks one idle shell waits on the host; it ends with this call, however that ends. Errors: no_input without
/// follow when there is no file (yet); not_permitted; interrupted; what the callbacks throw.
std::vector<LogFile> read_logs(transport::Host& host, const LogOptions& options, const LogCallbacks& callbacks);

}  // namespace aifactory::monitoring
