// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace aifactory::dataset {

/// A pipe that a thread of its own writes into, until it has written all or nobody reads any more.
class Feed {
 public:
  using Put = std::function<void(std::string_view bytes)>;
  explicit Feed(std::function<void(const Put& put)> write);
  ~Feed();
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  int descriptor() const;
  /// Waits for the thread. Errors: what the writer has thrown.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace aifactory::dataset
