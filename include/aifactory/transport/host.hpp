// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/channel.hpp"
#include "aifactory/transport/file_channel.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace aifactory::transport {

/// A machine on which programs can be run and files moved: one over SSH, or this one.
/// Whatever the user's login shell is and prints, a script sees POSIX sh and its output arrives clean.
class Host {
 public:
  virtual ~Host() = default;

  /// For messages: "alogin1.bsc.es", "this machine".
  virtual const std::string& name() const = 0;

  /// Starts POSIX sh text under /bin/sh in the user's home folder. Every word from outside must have gone through
  /// shell_quote(). May block for connecting and logging in. Errors: unavailable, not_permitted, try_again.
  virtual std::unique_ptr<Channel> start(std::string_view script) = 0;

  /// A new file channel; independent of others (several make a transfer faster). Errors: as start(); unavailable when
  /// the host offers no file transfer or refuses a further channel.
  virtual std::unique_ptr<FileChannel> open_files() = 0;
};

/// May the command run twice when the connection breaks before its answer is known?
enum class Repeat { never, safe };

/// A short program whose whole output is wanted.
struct Command {
  std::string script;
  std::string input = {};  ///< its stdin, then end of file
  Repeat repeat = Repeat::never;
  std::chrono::milliseconds time_limit = std::chrono::seconds(60);
  std::size_t output_limit = std::size_t{32} << 20;  ///< of stdout and stderr together
};

struct Output {
  Ending ending;
  std::string out;
  std::string err;
};

/// Runs it to its end. Errors: those of start(); try_again on the time limit or a lost connection (after one repeat
/// where that is safe); protocol above the output limit; interrupted.
Output run(Host& host, const Command& command);

/// The same, streaming: `on_out` and `on_err` are given bytes as they come; not returning holds the program back.
using Sink = std::function<void(std::string_view bytes)>;
Ending run_streaming(Host& host, const Command& command, const Sink& on_out, const Sink& on_err);

}  // namespace aifactory::transport
