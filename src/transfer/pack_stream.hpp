// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include "transfer/remote_program.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace aifactory::transfer {

/// One program on the host that takes files packed into its stdin, one after the other, writes each as a part, reads it
/// back for its hash, gives it its mode, time and name, and answers with the hash: nothing of that costs a request.
class PackStream {
 public:
  /// Nothing: the file must be sent in another way.
  using Use = std::function<void(std::uint32_t index, std::optional<ContentHash>)>;
  /// Starts the program, without waiting for it. Names are below `folder`, which need not be there yet.
  PackStream(transport::Host& host, const std::string& folder, Use use);

  /// The program runs and waits for files.
  bool ready() const { return greeted_ && program_.running(); }
  /// It cannot be had, or has ended; nothing is unanswered.
  bool over() const { return !program_.running(); }
  bool idle() const { return unanswered_.empty(); }
  bool has_room() const;

  /// The whole file goes; while has_room().
  void put(std::uint32_t index, const Entry& entry, std::span<const std::byte> bytes);
  /// Without blocking. Errors: try_again (connection).
  void serve() { program_.serve(); }
  pollfd poll_for() const { return program_.poll_for(); }

 private:
  struct Sent {
    std::uint32_t index;
    std::size_t size;
  };
  void answered(std::string_view line);
  void abandon();

  Use use_;
  RemoteProgram program_;
  std::deque<Sent> unanswered_;
  std::size_t bytes_unanswered_ = 0;
  bool greeted_ = false;
};

}  // namespace aifactory::transfer
