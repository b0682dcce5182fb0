// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/progress.hpp"
#include "aifactory/transfer/transfer.hpp"

#include <string>

namespace aifactory::cli {

class AppContext;

/// A transfer's progress on the terminal.
class TransferProgress : public transfer::Observer {
 public:
  TransferProgress(AppContext& context, const std::string& title);

  void planned(std::uint64_t files, std::uint64_t bytes) override { progress_.plan(files, bytes); }
  void moved(std::uint64_t files, std::uint64_t bytes) override { progress_.move(files, bytes); }
  void phase(std::string_view name) override { progress_.phase(name); }
  void finish() { progress_.finish(); }

 private:
  output::Progress progress_;
};

}  // namespace aifactory::cli
