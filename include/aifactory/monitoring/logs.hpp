// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/transport/host.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory::monitoring {

struct LogOptions {
  std::string path;  ///< absolute, on the host
  bool follow = false;
  std::optional<std::uint64_t> tail_lines = {};
  Milliseconds pause{1000};  ///< between looks when nothing new came
};

/// Gives the file's bytes to `sink`, each once and in order. With follow: waits for the file, goes on from the byte
/// offset after a lost connection, starts again from the top when the file was replaced or truncated (told through
/// `notice`), and returns when `ended` says that the writer is done and everything was read. `ended` may ask the
/// network; it is called between looks. Errors: no_input without follow when there is no file (yet); interrupted.
struct LogCallbacks {
  std::function<void(std::string_view bytes)> sink;
  std::function<void(std::string_view text)> notice = {};
  std::function<bool()> ended = {};  ///< without it: never
};
void read_log(transport::Host& host, const LogOptions& options, const LogCallbacks& callbacks);

}  // namespace aifactory::monitoring
