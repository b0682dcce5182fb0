// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/lanes.hpp"
#include "transfer/plan.hpp"

#include <string>
#include <vector>

namespace aifactory::transfer {

/// Gives files there the names that are wanted, instead of sending them. They get them by way of partial files, as
/// what is sent does, and are still to be proved.
class Renames {
 public:
  Renames(transport::Host& host, Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries)
      : host_(host), lanes_(lanes), remote_(remote), entries_(entries) {}

  /// Before anything there is removed: what is to be moved gets out of the way.
  void set_aside(const std::vector<Renamed>& renamed);

  struct Outcome {
    Indexes placed;
    Indexes failed;  ///< the host runs no commands, or the file was not there
  };
  /// When the folders are made. Errors: try_again (connection), interrupted.
  Outcome put_in_place();

 private:
  struct Item {
    const Renamed* file;
    std::string part;  ///< where its content waits; relative
    bool there;
  };
  void copy();

  transport::Host& host_;
  Lanes& lanes_;
  const std::string& remote_;
  const std::vector<Entry>& entries_;
  std::vector<Item> items_;
};

}  // namespace aifactory::transfer
