// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/lanes.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace aifactory::transfer {

/// Walks a remote folder over one lane with many requests in flight. Names are checked before anybody sees them.
class TreeLister {
 public:
  /// Told of everything but the root, with its path relative to it; true for folders that are to be entered.
  using See = std::function<bool(const std::string& path, const transport::FileAttributes& attributes)>;
  TreeLister(Lane& lane, std::string root, See see) : lane_(lane), root_(std::move(root)), see_(std::move(see)) {}

  /// Told of each folder below the root that may not be read, which is then passed over; without it, that is an error.
  using Denied = std::function<void(const std::string& path)>;
  void pass_over(Denied denied) { denied_ = std::move(denied); }

  /// Makes the first request; the rest follows while the lane is served. This object must stay until then.
  void start() { enter(""); }
  /// Nothing more is asked for or told; folders that are open are closed when their answers come.
  void stop();
  /// Until everything was seen. Errors: not_permitted, io, protocol.
  void wait(Lanes& lanes) {
    while (!finished())
      lanes.turn({}, turn_patience);
  }

  bool finished() const { return open_ == 0 && waiting_.empty(); }
  /// After the walk: was there a folder at all?
  bool found() const { return found_; }

 private:
  struct Folder {
    std::string path;
    std::string handle;
    std::size_t round = 0;      ///< requests that are made together
    std::size_t under_way = 0;  ///< of them
    std::size_t empty = 0;      ///< answers that named nothing
    bool at_end = false;
  };
  void enter(std::string path);
  std::size_t may_be_open() const;
  void enter_waiting();
  void opened(const std::shared_ptr<Folder>& folder, transport::Reply& reply);
  void read_more(const std::shared_ptr<Folder>& folder);
  void listed(const std::shared_ptr<Folder>& folder, transport::Reply& reply);
  void close(const Folder& folder);
  void look_at(const Folder& folder, const transport::DirectoryEntry& entry);

  Lane& lane_;
  std::string root_;
  See see_;
  Denied denied_;
  bool found_ = false;
  std::size_t open_ = 0;
  std::vector<std::string> waiting_;
};

}  // namespace aifactory::transfer
