// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace aifactory {

/// A pipe that a thread of its own writes into, until it has written all or nobody reads any more.
class Feed {
 public:
  /// The end that is written into. Blocks while nobody reads. Errors: interrupted, when nobody will.
  class Put {
   public:
    explicit Put(int descriptor) : descriptor_(descriptor) {}
    void operator()(std::string_view bytes) const;
    /// To be watched with poll(2): POLLERR once the reader has gone.
    int descriptor() const { return descriptor_; }

   private:
    int descriptor_;
  };
  /// Errors: io, when there can be no pipe.
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

}  // namespace aifactory
