// SPDX-License-Identifier: Apache-2.0
#include "cli/trace_log.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <unistd.h>

namespace aifactory::cli {
namespace {

constexpr std::size_t shown = 160;

UniqueFd open_log(const std::optional<std::string>& file) {
  if (!file) return {};
  UniqueFd fd(::open(file->c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!fd) throw system_error("cannot write the debug file " + *file, errno, ErrorKind::cannot_create);
  return fd;
}

}  // namespace

TraceLog::TraceLog(const output::Terminal& terminal, const std::optional<std::string>& file)
    : terminal_(terminal), file_(open_log(file)) {
  if (file_) output::note(terminal, "the debug file is " + *file);
}

void TraceLog::write(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (terminal_.verbose) output::note(terminal_, shorten(line, shown));
  if (!file_) return;
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const std::string text = fmt::format("{:%FT%T}Z {}\n", now, line);
  // A full disk must not end the work that is traced.
  [[maybe_unused]] const ssize_t written = ::write(file_.get(), text.data(), text.size());
}

}  // namespace aifactory::cli
