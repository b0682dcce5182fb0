// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include "transfer/block_hashes.hpp"
#include "transfer/journal.hpp"
#include "transfer/local_tree.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace aifactory::transfer {

/// What the host holds already of large files that have to be sent: pieces that the journal knows, and those whose
/// hashes are the same there, in partial files (whoever began them) and in older versions of the file.
class Salvage {
 public:
  struct Parts {
    transport::Host& host;
    std::string remote;
    const std::vector<Entry>& entries;
    const LocalTree& local;
    Journal& journal;
  };
  explicit Salvage(Parts parts) : parts_(std::move(parts)) {}

  /// A partial file of this size is there.
  void part(std::uint32_t index, std::uint64_t size);
  /// No partial file is, but another version under the real name; its pieces that are the same are copied there.
  void older(std::uint32_t index, std::uint64_t size);

  /// For each piece of a file, how many bytes from its start need not travel.
  using Good = std::vector<std::uint64_t>;
  /// Asks the host, where that is needed. Errors: try_again (connection), interrupted.
  std::map<std::uint32_t, Good> find();

 private:
  enum class From { part, older };
  struct Question {
    std::uint32_t index;
    From from;
  };
  void ask(Question question, std::uint64_t block, std::uint64_t begin, std::uint64_t end);
  bool is_same(std::size_t request, std::uint64_t block, const ContentHash& there) const;
  void note(std::size_t request, std::uint64_t block);
  void copy_older();
  std::uint64_t piece_bytes(std::uint32_t index, std::size_t piece) const;

  Parts parts_;
  std::map<std::uint32_t, Good> good_;
  std::vector<Question> questions_;
  std::vector<Blocks> blocks_;  ///< of the questions
};

}  // namespace aifactory::transfer
