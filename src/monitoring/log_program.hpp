// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/transport/host.hpp"

#include "monitoring/answer_stream.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::monitoring {

/// What one look says of a file.
struct FileFacts {
  std::string path;
  std::string identity;  ///< device:inode; empty: not a file, or not for us
  std::uint64_t size = 0;
  Time modified{};
};

/// Bytes of the file that had this identity when it was opened.
struct Piece {
  bool found = false;
  bool cut_off = false;  ///< the file became shorter meanwhile: the bytes mean nothing
  std::string identity;
  std::string bytes;
};

/// A shell program on the host that looks at files and reads pieces of them when told, and does nothing meanwhile. It
/// ends with its stdin. Errors of all calls: those of AnswerStream.
class LogProgram {
 public:
  /// Errors: also those of Host::start.
  LogProgram(transport::Host& host, const std::vector<std::string>& patterns);

  /// Every file that there is; nothing when all is as it was at the last call.
  std::optional<std::vector<FileFacts>> list();

  /// Reads wanted, up to the file's end at that moment; answered in order.
  void ask(const std::string& path, std::uint64_t start, std::uint64_t count);
  Piece answer();

  /// Where the last `lines` lines of the file begin; nothing when it is not there.
  std::optional<std::uint64_t> tail(const std::string& path, std::uint64_t lines);

  Seconds utc_offset() const { return utc_offset_; }

 private:
  std::string mark_;
  AnswerStream stream_;
  Seconds utc_offset_{0};
};

/// "DEVICE:INODE SIZE MODIFIED PATH", or "refused PATH". Errors: protocol.
FileFacts read_facts(const std::string& line);
/// "+0130" as date(1) writes it; zero for anything else.
Seconds read_utc_offset(std::string_view text);

}  // namespace aifactory::monitoring
