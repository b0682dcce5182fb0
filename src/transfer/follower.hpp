// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"
#include "aifactory/transport/host.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <poll.h>
#include <string>
#include <string_view>

namespace aifactory::transfer {

/// Has large files hashed on the host while they still arrive: one command there reads the part of a file that is
/// whole from its beginning on, as far as it is told. Its answer comes moments after the last byte.
class Follower {
 public:
  /// Nothing: no answer could be had; another way must be found.
  using Use = std::function<void(std::uint32_t index, std::optional<ContentHash>)>;
  Follower(transport::Host& host, std::string folder, Use use);

  /// The file at `part` (relative) holds its first `bytes` bytes.
  void advance(std::uint32_t index, const std::string& part, std::uint64_t bytes);
  /// It has all its bytes and its name. False when it is not followed: its hash must be asked for elsewhere.
  bool whole(std::uint32_t index, const std::string& path, std::uint64_t size);
  /// It begins anew; what was followed means nothing.
  void drop(std::uint32_t index);

  bool idle() const { return jobs_.empty(); }
  /// Without blocking. Errors: try_again (connection).
  void serve();
  pollfd poll_for() const;

 private:
  struct Job {
    std::uint32_t index;
    std::string path;
    std::uint64_t blocks = 0;  ///< that may be read
    std::uint64_t told = 0;    ///< of them
    bool named = false;        ///< the command was told of it
    bool whole = false;
    bool dropped = false;
    bool ended = false;  ///< no more is to be told
  };
  Job* find(std::uint32_t index);
  void start();
  void tell();
  void tell(Job& job);
  void pump();
  void take(std::string_view text);
  void answer(std::string_view line);
  void give_up();

  transport::Host& host_;
  std::string folder_;
  Use use_;
  bool works_ = true;
  bool greeted_ = false;
  std::unique_ptr<transport::Channel> running_;
  std::string to_send_;
  std::string partial_;
  std::deque<Job> jobs_;
};

}  // namespace aifactory::transfer
