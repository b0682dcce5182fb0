// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/remote_program.hpp"
#include "transfer/tree_lister.hpp"

#include <string>

namespace aifactory::transfer {

/// Lists a remote folder by one find(1) there, where a TreeLister needs two round trips for each level of folders. To
/// be used beside one: what is told may be less than all, until found() is true.
class TreeFinder {
 public:
  TreeFinder(transport::Host& host, std::string root, TreeLister::See see);

  /// Errors: try_again (connection).
  void start();
  void stop() { program_.stop(); }
  /// Takes in what has come, without blocking. Errors: try_again (connection).
  void serve() { program_.serve(); }
  pollfd poll_for() const { return program_.poll_for(); }

  /// The whole folder was seen. Stays false where the host runs no commands or has another find, where not all could be
  /// read or a name makes no sense, and for trees so large that round trips do not count.
  bool found() const { return found_; }

 private:
  void answered(std::string_view line);
  void look_at(std::string_view line);

  std::string root_;
  TreeLister::See see_;
  RemoteProgram program_;
  bool greeted_ = false;
  bool found_ = false;
  std::size_t seen_ = 0;
  std::string left_out_;  ///< the folder that was not to be entered last, with a slash
};

}  // namespace aifactory::transfer
