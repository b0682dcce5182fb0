// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/dataset/room.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace aifactory::cli {

class AppContext;

/// Looks, before anything is sent, whether bytes and files fit. A dry run remembers what it saw, else a shortage is an
/// error.
class RoomCheck {
 public:
  enum class On { shortage_throw, shortage_remember };
  RoomCheck(AppContext& context, std::string dataset, On on)
      : context_(context), dataset_(std::move(dataset)), on_(on) {}

  /// Errors: cannot_create, with what to do.
  void look(std::uint64_t files, std::uint64_t bytes);
  /// What is free; nothing when nobody looked, or nobody knows.
  const std::optional<dataset::Limit>& free() const { return free_; }
  const std::string& shortage() const { return shortage_; }

 private:
  AppContext& context_;
  std::string dataset_;
  On on_;
  std::optional<dataset::Limit> free_;
  std::string shortage_;
};

}  // namespace aifactory::cli
