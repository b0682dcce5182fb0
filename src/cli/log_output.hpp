// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"
#include "aifactory/output/terminal.hpp"

#include "cli/log_choice.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace aifactory::cli {

/// Where lines of logs go. Errors of all calls: OutputClosed, io.
class LogOutput {
 public:
  virtual ~LogOutput() = default;
  /// May the bytes of this log go through as they are, instead of in lines?
  virtual bool takes_bytes(const LogKey& key) const = 0;
  virtual void bytes(const LogKey& key, std::string_view bytes) = 0;
  /// One line with its newline, or the last of a file without.
  virtual void line(const LogKey& key, std::uint64_t offset, std::string_view text) = 0;
  /// What the newest line of this log shows so far; it will come again as a line.
  virtual void live(const LogKey& key, std::string_view text) = 0;
  /// Before anything else is said.
  virtual void settle() {}
  /// Once, behind the last line.
  virtual void finish() { settle(); }
};

enum class Prefix { yes, no };
enum class Mixed { yes, no };  ///< several logs on one stream
/// stdout of the job on `stdout`, its stderr on `stderr` (with `errors_only`, on stdout).
enum class Errors { apart, on_stdout };

struct TextForm {
  Prefix prefix = Prefix::no;
  Mixed mixed = Mixed::no;
  Errors errors = Errors::apart;
};
std::unique_ptr<LogOutput> make_text_output(const output::Terminal& terminal, TextForm form);

/// An object a line. jsonl: at once; other formats: together, at the end.
std::unique_ptr<LogOutput> make_record_output(const output::Terminal& terminal, output::Selection selection);
const output::Shape& log_shape();

}  // namespace aifactory::cli
