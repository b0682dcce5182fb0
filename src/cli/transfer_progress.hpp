// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/output/progress.hpp"
#include "aifactory/transfer/transfer.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace aifactory::cli {

class AppContext;

/// An error that ended a transfer before its time (Ctrl-C, lost connection, full disk), with what is kept and how to go
/// on.
Error with_way_on(const Error& error, const std::string& kept);

/// A transfer's progress on the terminal.
class TransferProgress : public transfer::Observer {
 public:
  TransferProgress(AppContext& context, const std::string& title);

  void planned(std::uint64_t files, std::uint64_t bytes) override;
  void moved(std::uint64_t files, std::uint64_t bytes) override;
  void phase(std::string_view name) override { progress_.phase(name); }
  void finish() { progress_.finish(); }

  /// Less is left than ever before, since the last call.
  bool take_advance() { return std::exchange(advanced_, false); }

 private:
  output::Progress progress_;
  std::uint64_t planned_ = 0;
  std::uint64_t least_left_ = UINT64_MAX;
  bool advanced_ = false;
};

}  // namespace aifactory::cli
