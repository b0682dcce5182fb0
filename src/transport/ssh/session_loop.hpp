// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/ssh/bridge.hpp"
#include "transport/ssh/channel_pool.hpp"
#include "transport/ssh/client_source.hpp"
#include "transport/ssh/link.hpp"
#include "transport/ssh/liveness.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::transport::ssh {

/// What a loop must know beside its session.
struct LoopSettings {
  std::string site;     ///< for its status
  std::string address;  ///< "alice@alogin1.bsc.es:22", for its status
  Liveness::Limits limits;
  std::optional<std::chrono::seconds> idle_end;  ///< of a keeper; empty: never
  int stop_fd = -1;                              ///< becomes readable when the loop shall end
};

/// The one owner of an SSH session: gives channels to clients and moves their bytes, in one thread, until the
/// connection breaks or nobody needs it. A client that does not read or write holds up nobody else.
class SessionLoop {
 public:
  SessionLoop(Link& link, ClientSource& clients, LoopSettings settings);

  /// Returns when it is over; takes leave of the server when it can.
  void run();

 private:
  using Bridges = std::vector<std::unique_ptr<Bridge>>;
  void wait();
  int milliseconds_to_wait() const;
  void welcome();
  void serve();
  bool advance_all();
  void grant();
  void grant_to(Bridge& bridge);
  bool has_files(pid_t owner) const;
  void make_room();
  void answer(Bridge& bridge);
  ChannelPool::Demand demand() const;
  std::size_t subsystems() const;
  void look_after_link();
  void look_at_idleness();
  void sweep();
  void lose_all(std::string_view why);
  std::string status() const;

  Link& link_;
  ClientSource& clients_;
  LoopSettings settings_;
  ChannelPool pool_;
  Liveness liveness_;
  Bridges bridges_;
  Liveness::Moment now_;
  Liveness::Moment idle_since_;
  Liveness::Moment ask_again_{};
  std::chrono::sys_seconds started_;
  std::size_t first_served_ = 0;
  std::uint64_t commands_ = 0;
  /// libssh also reads while it is asked for something else; what it then took in for a bridge or a channel that was
  /// already looked at in this turn would lie until the next event. True: go round again at once.
  bool missed_ = true;
  bool over_ = false;
  bool retired_ = false;  ///< takes no new clients, ends with the last one
};

}  // namespace aifactory::transport::ssh
