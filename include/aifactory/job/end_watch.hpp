// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"
#include "aifactory/transport/host.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace aifactory::job {

/// Watches the records that jobs keep of their own end, by the size of one file a run: no process on the login node,
/// and nothing asked of the batch system. A site without file transfer is not watched.
class EndWatch {
 public:
  explicit EndWatch(transport::Host& host) : host_(host) {}

  /// Has a record of one of these runs grown since the last call, so that it may have ended? The first call only
  /// learns. Never throws but for interruption.
  bool noticed(const std::vector<Run>& runs);

 private:
  std::uint64_t size_of(const Run& run);
  bool look(const std::vector<Run>& runs);

  transport::Host& host_;
  std::unique_ptr<transport::FileChannel> files_;
  bool given_up_ = false;
  std::map<std::string, std::uint64_t> sizes_;
};

}  // namespace aifactory::job
