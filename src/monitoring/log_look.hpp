// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include "monitoring/file_position.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory::monitoring {

/// What is asked of one look.
struct LookRequest {
  std::string path;
  FilePosition from;
  std::optional<std::uint64_t> tail_lines;       ///< while no file was seen yet: begin with its last lines
  std::uint64_t most = std::uint64_t{64} << 20;  ///< bytes that one look brings
};

/// What one look found.
struct Look {
  enum class Found {
    nothing,   ///< no answer: the program broke before it came
    no_file,   ///< there is no such file (yet)
    refused,   ///< something is there that is not a file or not for us
    replaced,  ///< another file, or shorter than what was read, or with other bytes: nothing was taken
    file,
  } found = Found::nothing;
  std::uint64_t size = 0;    ///< of the file when the look began
  bool whole = false;        ///< all bytes that the answer announced came
  std::string remote_error;  ///< stderr
};

/// POSIX sh text of one look: prints a line that says what is there, then the bytes.
std::string look_script(const LookRequest& request);

/// One look: gives new bytes to `sink` as they come and moves `position` (from request.from) by each piece that `sink`
/// took; it stays true when this ends with an exception. Errors: those of transport::run_streaming and of `sink`;
/// protocol.
Look look_at(transport::Host& host, const LookRequest& request, const transport::Sink& sink, FilePosition& position);

}  // namespace aifactory::monitoring
