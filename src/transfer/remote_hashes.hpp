// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/prover.hpp"
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
      : prover_(host, folder, use), read_back_(folder, use) {}

  void ask(const std::string& path) {
    if (prover_.works())
      prover_.ask(path);
    else
      read_back_.ask(path);
  }
  void no_more() { prover_.no_more(); }
  void serve() {
    prover_.serve();
    if (prover_.works()) return;
    for (auto& path : prover_.unanswered())
      read_back_.ask(std::move(path));
  }
  void feed(Lane& lane) { read_back_.feed(lane); }
  bool finished() const { return prover_.open_questions() == 0 && read_back_.finished(); }
  pollfd poll_for() const { return prover_.poll_for(); }

 private:
  Prover prover_;
  ReadBack read_back_;
};

}  // namespace aifactory::transfer
