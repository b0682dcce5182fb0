// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"

#include "transfer/remote_writer.hpp"

#include <optional>
#include <string>

namespace aifactory::transfer {

/// What stands beside a remote tree: its manifest, and what UploadOptions::beside says. Written beside other things,
/// and named at the end, when all that it says is true.
class Description {
 public:
  Description(Lanes& lanes, const std::string& remote, const UploadOptions& options);

  /// Sends the request for what lies beside now.
  void fetch();
  void wait_fetched();

  /// Sends the request that creates the manifest anew, so that write() need not wait for it.
  void open() { manifest_.open(); }
  /// The manifest is left alone where `as_it_was`, and what is beside where it says the same.
  void write(const Manifest& manifest, bool as_it_was);
  /// As the tree is now.
  bool written() const { return written_; }
  void outdate() { written_ = false; }

  /// Waits for what was sent; then place() sends the requests that name it.
  void settle();
  void place();

 private:
  Lanes& lanes_;
  const Beside& beside_;
  std::string path_;  ///< of what is beside
  RemoteWriter manifest_, card_;
  std::string there_;
  bool fetched_ = true;
  bool written_ = false;
};

}  // namespace aifactory::transfer
