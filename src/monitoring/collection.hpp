// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/back_off.hpp"

#include "monitoring/remote_files.hpp"

namespace aifactory::monitoring {

/// What a Collector does, with time and chance from outside.
class Collection {
 public:
  struct Parts {
    transport::Host& host;
    std::string folder;
    std::vector<std::string> patterns;
    Pacing pacing;
  };
  /// Errors: bad_input for a pattern that leads out of the folder.
  explicit Collection(Parts parts);

  void update();
  Metrics metrics() const;
  Metrics take();

 private:
  void look_for_files();
  Pass read_patiently();
  Metrics with_complaints(Metrics metrics) const;

  Parts parts_;
  std::vector<RemoteFile> files_;
  std::vector<Complaint> complaints_;
};

}  // namespace aifactory::monitoring
