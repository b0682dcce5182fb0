// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/back_off.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/monitoring/logs.hpp"

#include "monitoring/file_position.hpp"
#include "monitoring/log_program.hpp"
#include "monitoring/range_reader.hpp"

#include <map>
#include <optional>
#include <utility>

namespace aifactory::monitoring {

/// Bytes that one request asks for.
constexpr std::uint64_t usual_piece = 65536;

/// What read_logs does, with time and chance from outside. Used once.
class LogFollower {
 public:
  LogFollower(transport::Host& host, const LogOptions& options, const LogCallbacks& callbacks, Pacing pacing);
  std::vector<LogFile> run();

 private:
  /// After the writers' end the files are looked at until they stayed the same twice: a file server may be late.
  static constexpr int quiet_looks_at_end = 2;
  /// For what does not go away by waiting.
  static constexpr int failure_limit = 5;

  /// One file on its way.
  struct Followed {
    FileFacts facts;
    FilePosition position;
    bool there = true;       ///< at the last look
    bool gone = false;       ///< and that was told
    bool beheaded = true;    ///< where to begin is still to be found: only the last lines, or nothing, are wanted
    bool set_aside = false;  ///< for the rest of this look
    std::optional<std::uint64_t> goal = {};  ///< without follow: the size at the first look
  };
  using Place = std::pair<std::uint64_t, std::string>;
  struct Wanted {
    Followed* file;
    std::uint64_t start, count;
    std::size_t overlap;
  };

  void look();
  std::vector<std::string> patterns() const;
  bool take_listing();
  void take_facts(const FileFacts& facts);
  void take_end_record(const FileFacts& facts);
  void tell_removed();
  void find_beginning(Followed& file);
  std::uint64_t place_since(const FileFacts& facts);
  std::uint64_t backlog(const Followed& file) const;
  void read_small();
  void read_large(Followed& file);
  void take(const Wanted& wanted, const Piece& piece);
  void give(Followed& file, std::string_view bytes);
  void start_over(Followed& file);

  void decide();
  void take_quiet();
  void pause();
  void survive(const Error& error);
  void retry(const std::string& why);
  void note_answer();
  [[noreturn]] void throw_none() const;
  [[noreturn]] void throw_refused(const std::string& path) const;
  void notice(const std::string& text) const;

  transport::Host& host_;
  const LogOptions& options_;
  const LogCallbacks& callbacks_;
  Pacing pacing_;
  std::optional<LogProgram> program_;
  RangeReader ranges_;
  std::map<Place, Followed> files_;
  std::uint64_t piece_size_, given_ = 0, given_before_ = 0, end_record_size_ = 0;
  Milliseconds pause_{0};
  int failures_ = 0;     ///< in a row
  int quiet_looks_ = 0;  ///< in a row, since the writers' end
  bool answered_ = false, listed_ = false, ranges_work_ = true, sink_failed_ = false;
  bool waiting_told_ = false, ended_ = false, done_ = false;
};

/// Pause after a look: short while something comes, then longer, and longer the more files there are. Pure.
Milliseconds next_pause(Milliseconds last, bool moved, std::size_t files);

}  // namespace aifactory::monitoring
