// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include "transfer/remote_program.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aifactory::transfer {

/// Files' hashes computed on the host by one command for all of them, which reads names while files still arrive.
class HashCommand {
 public:
  /// Nothing: the file is missing or could not be read there.
  using Use = std::function<void(const std::string& path, std::optional<ContentHash>)>;
  HashCommand(transport::Host& host, std::string folder, Use use);

  /// False once it turned out that the host runs no commands or has none that hashes; what was asked for is then
  /// in unanswered().
  bool works() const { return works_; }
  void ask(const std::string& path);
  /// No more names will come for now: the command ends when it has answered. A later ask() starts it again.
  void no_more() { program_.finish(); }
  std::size_t open_questions() const { return asked_.size(); }
  std::vector<std::string> unanswered();

  /// Sends names and takes in answers, without blocking. Errors: try_again (connection).
  void serve() { program_.serve(); }
  /// fd -1 while nothing is running.
  pollfd poll_for() const { return program_.poll_for(); }

 private:
  void start();
  void answered(std::string_view line);
  void ended();

  std::string folder_;
  Use use_;
  bool works_ = true;
  bool greeted_ = false;
  RemoteProgram program_;
  std::set<std::string> asked_;
  std::set<std::string> later_;  ///< asked for after the names of the running command were closed
};

/// One line of sha256sum: "HASH  NAME", with a backslash in front when newlines and backslashes in the name are
/// escaped. Nothing for anything else.
struct HashLine {
  ContentHash hash;
  std::string path;
};
std::optional<HashLine> parse_hash_line(std::string_view line);

}  // namespace aifactory::transfer
