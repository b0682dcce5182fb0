// SPDX-License-Identifier: Apache-2.0
#include "cli/transfer_progress.hpp"

#include "cli/app_context.hpp"

#include <algorithm>

namespace aifactory::cli {

Error with_way_on(const Error& error, const std::string& kept) {
  const ErrorKind kind = error.kind();
  const bool disk_here = (kind == ErrorKind::io || kind == ErrorKind::cannot_create) && error.failure().hint.empty();
  if (kind != ErrorKind::interrupted && kind != ErrorKind::try_again && !disk_here) return error;
  Failure failure = error.failure();
  failure.why += (failure.why.empty() ? "" : "\n") + kept;
  if (failure.hint.empty()) failure.hint = "run the same command again: it goes on where it stopped";
  Error told(failure);
  for (const std::string& doing : error.trail())
    told.add_trail(doing);
  return told;
}

TransferProgress::TransferProgress(AppContext& context, const std::string& title)
    : progress_(context.terminal(), context.selection().format, title) {}

void TransferProgress::planned(std::uint64_t files, std::uint64_t bytes) {
  planned_ = bytes;
  progress_.plan(files, bytes);
}

void TransferProgress::moved(std::uint64_t files, std::uint64_t bytes) {
  const auto left = planned_ - std::min(bytes, planned_);
  advanced_ = advanced_ || left < least_left_;
  least_left_ = std::min(left, least_left_);
  progress_.move(files, bytes);
}

}  // namespace aifactory::cli
