// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"
#include "aifactory/transport/host.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <poll.h>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace aifactory::transfer {

/// How long a turn waits that has nothing else to look after.
constexpr std::chrono::milliseconds turn_patience{1000};

using Answer = std::function<void(transport::Reply&)>;

/// One file channel with what is to be done at each answer.
class Lane {
 public:
  explicit Lane(std::unique_ptr<transport::FileChannel> files) : files_(std::move(files)) {}

  void submit(const transport::Request& request, Answer then);
  /// Takes in answers and carries out what was to be done; false when there were none.
  bool serve();

  const transport::FileChannel& files() const { return *files_; }
  /// False where requests are carried out at once, so that a second channel would not help.
  bool is_remote() const { return files_->poll_for().fd >= 0; }

  /// Kept by those who use it: pieces begun, their bytes not submitted yet, and bytes on their way.
  std::size_t pieces = 0;
  std::uint64_t bytes_to_come = 0;
  std::uint64_t bytes_under_way = 0;
  /// True once the server has answered on it: only then is work given to it.
  bool proven = false;
  /// Given back as soon as nothing is under way on it: no new work is given to it.
  bool leaving = false;
  std::size_t connection = 0;  ///< the number of the one it belongs to

 private:
  std::unique_ptr<transport::FileChannel> files_;
  std::unordered_map<transport::RequestId, Answer> waiting_;
};

/// Several file channels of one host, served together in one thread. Each has its own window in the SSH connection,
/// which is what makes them fast together.
class Lanes {
 public:
  /// Opens the first channel. `at_most` of each connection. Errors: those of Host::open_files.
  Lanes(transport::Host& host, int at_most, const MoreConnections& more = {});
  /// One lane over a channel that is there already.
  explicit Lanes(std::unique_ptr<transport::FileChannel> files);

  /// Opens the others in the background, all at once since each costs round trips; they join when they are there. A
  /// host that refuses some means fewer: called again, it asks for those again, after a while. Of a further connection
  /// there is one at first: it may need a login.
  void grow();

  Lane& first() { return *first_; }
  /// Those that are to be given back stand in front: who feeds them in this order sees them end soon.
  std::span<const std::unique_ptr<Lane>> all() const { return lanes_; }
  bool idle() const;

  /// Waits until something arrives on a lane or on one of `others`, at most `limit`, and serves the lanes.
  /// Errors: try_again, protocol (connection); interrupted.
  void turn(std::span<const pollfd> others, std::chrono::milliseconds limit);

  /// Turns until no request is in flight.
  void drain();

 private:
  struct Connection {
    transport::Host* host;
    std::size_t at_most;
    std::size_t channels = 0;  ///< open or being opened
    bool open = false;
    std::chrono::steady_clock::time_point ask_again = {};
  };
  struct Opening {
    std::size_t connection;
    std::future<std::unique_ptr<transport::FileChannel>> files;
  };
  bool serve_all();
  void give_back();
  static void do_with_fewer(Connection& connection);
  void let_join();
  void join(Opening& opening);
  void make_do(Connection& connection, const Error& error);

  std::vector<Connection> connections_;
  std::function<void(const Error&)> refused_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  Lane* first_;
  std::vector<Opening> opening_;
};

/// Gives a file its name, in the place of one that may have it: servers without posix-rename do not replace. `then` is
/// given the last reply.
void rename_over(Lane& lane, const std::string& from, const std::string& to, Answer then);

/// Makes requests number 0 to count-1 on the first lane, in order, many in flight, and waits for all answers.
struct Batch {
  std::size_t count = 0;
  std::function<transport::Request(std::size_t)> request;
  std::function<void(std::size_t, transport::Reply&)> answer;
  std::function<void()> all_sent = {};  ///< called before the last answers are waited for
};
void run_batch(Lanes& lanes, const Batch& batch);

}  // namespace aifactory::transfer
