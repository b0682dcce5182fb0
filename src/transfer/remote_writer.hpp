// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/lanes.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aifactory::transfer {

/// Writes one remote file over the first lane beside other things: under a partial name, which is exchanged for its own
/// at the end. Errors of the host come when the lanes are turned. Must stay until it was placed or the lanes are gone.
class RemoteWriter {
 public:
  RemoteWriter(Lanes& lanes, std::string path, std::uint32_t mode);

  /// Sends the request that creates it; may be called again, and by add() it is.
  void open();
  /// Turns the lanes when much is on its way.
  void add(std::string_view text);
  /// Nothing more will come.
  void close();
  bool closed() const { return closed_; }
  /// What was written is no longer true: it will be opened and written anew.
  void discard();

  /// Waits until all that was sent is acknowledged, a place() as well.
  void settle();
  /// After settle(): sends the request that gives it its name.
  void place();

 private:
  void write(std::size_t size);
  void answered(transport::Reply& reply, const std::string& what);

  Lanes& lanes_;
  std::string path_, part_;
  std::uint32_t mode_;
  bool opened_ = false, closed_ = false;
  std::string handle_;
  std::string block_;  ///< not sent yet
  std::uint64_t at_ = 0;
  std::size_t unanswered_ = 0;
};

}  // namespace aifactory::transfer
