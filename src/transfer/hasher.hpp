// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/transfer/tree.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <poll.h>
#include <thread>
#include <vector>

namespace aifactory::transfer {

/// Hashes files of this machine in a thread of its own, in the order given, beside their being sent or received: the
/// second reader finds the bytes in memory, since neither may be far ahead of the other.
class Hasher {
 public:
  struct Result {
    std::uint32_t index = 0;
    std::optional<ContentHash> hash;  ///< nothing: the file could not be read to its expected end
  };
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  /// What is read: an open file, or the one at a path when its turn comes.
  struct Source {
    std::filesystem::path path = {};
    std::shared_ptr<UniqueFd> open = {};
  };
  /// `size` bytes of the file; those from `allowed` on wait for allow().
  void add(std::uint32_t index, Source source, std::uint64_t size, std::uint64_t allowed);
  void allow(std::uint32_t index, std::uint64_t up_to);
  /// Drops what is queued or being done under this number.
  void cancel(std::uint32_t index);

  std::vector<Result> take();
  /// Jobs added whose results were not taken.
  std::size_t open_jobs() const { return open_jobs_; }
  /// Readable when there are results.
  pollfd poll_for() const;

 private:
  struct Job {
    std::uint32_t index;
    Source source;
    std::uint64_t size;
    std::uint64_t allowed;
    bool cancelled = false;
  };
  void work();
  std::optional<ContentHash> hash(Job& job);
  std::uint64_t wait_allowed(Job& job, std::uint64_t from);
  Job* find(std::uint32_t index);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;  ///< the front one is being done
  std::vector<Result> results_;
  bool stop_ = false;
  std::size_t open_jobs_ = 0;  ///< used by the owner's thread only
  UniqueFd wakes_, wake_;      ///< a pipe
  std::thread thread_;
};

/// Files up to this size are hashed by the one who sends or receives them.
constexpr std::uint64_t hashed_inline = 256u << 10;

}  // namespace aifactory::transfer
