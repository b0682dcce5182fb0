// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/hash_command.hpp"
#include "transfer/read_back.hpp"

#include <functional>
#include <optional>
#include <string>

namespace aifactory::transfer {

/// Hashes of files on a host by the quickest way it offers: its own command, else reading them back.
class RemoteHashes {
 public:
  using Use = std::function<void(const std::string& path, std::optional<ContentHash>)>;
  RemoteHashes(transport::Host& host, const std::string& folder, const Use& use)
      : command_(host, folder, use), read_back_(folder, use) {}

  void ask(const std::string& path) {
    if (command_.works())
      command_.ask(path);
    else
      read_back_.ask(path);
  }
  void no_more() { command_.no_more(); }
  void serve() {
    command_.serve();
    if (command_.works()) return;
    for (auto& path : command_.unanswered())
      read_back_.ask(std::move(path));
  }
  void feed(Lane& lane) { read_back_.feed(lane); }
  bool finished() const { return command_.open_questions() == 0 && read_back_.finished(); }
  pollfd poll_for() const { return command_.poll_for(); }

 private:
  HashCommand command_;
  ReadBack read_back_;
};

}  // namespace aifactory::transfer
