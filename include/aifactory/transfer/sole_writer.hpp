// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/transport/host.hpp"

#include <filesystem>
#include <string>

namespace aifactory::transfer {

/// What writes a tree has it alone among this user's processes here: a second one would take the unfinished files of
/// the first for leftovers.
class SoleWriter {
 public:
  /// `journal` as in UploadOptions, beside which the marks lie; without one nobody is kept away. `tree` names a
  /// folder of this machine. Does not wait. Errors: try_again where another process writes there, with its number;
  /// cannot_create.
  SoleWriter(const std::filesystem::path& journal, const std::string& tree);
  /// Of a folder on a host.
  SoleWriter(const std::filesystem::path& journal, const transport::Host& host, const std::string& folder);
  ~SoleWriter();
  SoleWriter(const SoleWriter&) = delete;
  SoleWriter& operator=(const SoleWriter&) = delete;

 private:
  std::filesystem::path mark_;
  UniqueFd lock_;
};

}  // namespace aifactory::transfer
