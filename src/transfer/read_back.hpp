// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include "transfer/lanes.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>

namespace aifactory::transfer {

/// Files' hashes where the host runs no commands: each file is read back over SFTP.
class ReadBack {
 public:
  using Use = std::function<void(const std::string& path, std::optional<ContentHash>)>;
  ReadBack(std::string folder, Use use) : folder_(std::move(folder)), use_(std::move(use)) {}

  void ask(std::string path) { waiting_.push_back(std::move(path)); }
  void feed(Lane& lane);
  bool finished() const { return waiting_.empty() && reading_ == 0; }

 private:
  void start(Lane& lane, std::string path);

  std::string folder_;
  Use use_;
  std::deque<std::string> waiting_;
  std::size_t reading_ = 0;
};

}  // namespace aifactory::transfer
