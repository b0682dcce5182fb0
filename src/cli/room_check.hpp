// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/dataset/room.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// Looks, before anything is written, whether bytes and files fit. A dry run remembers what it saw, else a shortage is
/// an error.
class RoomCheck {
 public:
  enum class On { shortage_throw, shortage_remember };
  /// Where it is to fit, and what to do when it does not.
  struct Place {
    std::string name;
    std::function<std::vector<dataset::Limit>()> limits;
    std::string too_many_files;
    std::string too_large;
  };
  RoomCheck(std::string dataset, Place place, On on)
      : dataset_(std::move(dataset)), place_(std::move(place)), on_(on) {}

  /// Errors: cannot_create, with what to do.
  void look(std::uint64_t files, std::uint64_t bytes);
  /// What is free; nothing when nobody looked, or nobody knows.
  const std::optional<dataset::Limit>& free() const { return free_; }
  const std::string& shortage() const { return shortage_; }

 private:
  std::string dataset_;
  Place place_;
  On on_;
  std::optional<dataset::Limit> free_;
  std::string shortage_;
};

/// On the site, which is asked by one command.
RoomCheck::Place room_on_site(AppContext& context, const std::string& dataset);
/// The same, for files that come out of archives there.
RoomCheck::Place room_to_unpack(AppContext& context);
/// In a folder of this machine.
RoomCheck::Place room_in(const std::string& folder);

}  // namespace aifactory::cli
