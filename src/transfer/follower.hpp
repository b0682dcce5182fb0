// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include "transfer/remote_program.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace aifactory::transfer {

/// Has files hashed on the host by one command, in the order in which they come: large ones while they still arrive
/// (the part that is whole from its beginning on, as far as it is told), so that the answer comes moments after the
/// last byte.
class Follower {
 public:
  /// Nothing: no answer could be had; another way must be found.
  using Use = std::function<void(std::uint32_t index, std::optional<ContentHash>)>;
  Follower(transport::Host& host, std::string folder, Use use);

  /// Starts the command, which costs round trips, before there is something to hash. The folder must be there.
  void start();
  /// The file at `part` (relative) holds its first `bytes` bytes.
  void advance(std::uint32_t index, const std::string& part, std::uint64_t bytes);
  /// It has all its bytes and its name. False when its hash must be asked for elsewhere.
  bool whole(std::uint32_t index, const std::string& path, std::uint64_t size);
  /// It begins anew; what was followed means nothing.
  void drop(std::uint32_t index);

  bool idle() const { return jobs_.empty(); }
  /// True while the host has not let the command begin.
  bool waits_to_begin() const { return program_.running() && means_ == Means::unknown; }
  /// Does without the command; what it was to hash must be asked for elsewhere.
  void give_up();
  /// When idle: ends the command, since what else is to be asked may need its session.
  void release();
  /// Without blocking. Errors: try_again (connection).
  void serve();
  pollfd poll_for() const { return program_.poll_for(); }

 private:
  struct Job {
    std::uint32_t index;
    std::string path;
    std::uint64_t blocks = 0;  ///< that may be read
    std::uint64_t told = 0;    ///< of them
    bool followed = false;     ///< before it was whole
    bool named = false;        ///< the command was told of it
    bool whole = false;
    bool dropped = false;
    bool ended = false;  ///< no more is to be told
  };
  /// What the host turned out to have: unknown yet; a program that takes file after file; one that is started for each,
  /// which only pays for large ones; nothing.
  enum class Means { unknown, one_program, one_for_each, none };

  bool takes(const std::string& path) const;
  Job* find(std::uint32_t index);
  Job& add(std::uint32_t index, const std::string& path);
  void tell();
  void tell(Job& job);
  void drop_unasked();
  void answered(std::string_view line);
  void greeted(std::string_view line);
  void hand_back_small_ones();
  void ended();

  std::string folder_;
  Use use_;
  Means means_ = Means::unknown;
  RemoteProgram program_;
  std::deque<Job> jobs_;
  std::uint64_t answered_ = 0;                                ///< the number of the first of jobs_
  std::uint64_t told_ = 0;                                    ///< the number of the first job that has not ended
  std::unordered_map<std::uint32_t, std::uint64_t> numbers_;  ///< of jobs, by index
};

}  // namespace aifactory::transfer
