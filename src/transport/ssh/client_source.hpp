// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include <filesystem>
#include <sys/types.h>

namespace aifactory::transport::ssh {

/// Where the clients of a session's loop come from.
class ClientSource {
 public:
  virtual ~ClientSource() = default;
  /// Readable when accept() may have something; -1 once closed.
  virtual int fd() const = 0;
  /// The next client, or nothing just now.
  virtual UniqueFd accept() = 0;
  /// No client will come any more, and those there are have lost interest.
  virtual bool abandoned() const = 0;
  /// No client can find its way here any more.
  virtual bool out_of_reach() const { return false; }
  /// Takes no more.
  virtual void close() = 0;
};

/// Clients of this process: the other end passes descriptors it has opened. Those still under way when this ends are
/// closed with it, so that their owners see it.
class Handoff final : public ClientSource {
 public:
  explicit Handoff(UniqueFd end) : end_(std::move(end)) {}
  int fd() const override { return end_.get(); }
  UniqueFd accept() override;
  bool abandoned() const override { return abandoned_; }
  void close() override { end_.reset(); }

 private:
  UniqueFd end_;
  bool abandoned_ = false;
};

/// Gives `client` to the Handoff at the other end. False when that end has gone.
bool hand_over(int handoff, UniqueFd client);

/// Clients of other processes of the same user. The socket's file goes when it closes, unless another keeper has put
/// its own there meanwhile: this one was stopped, and took too long to answer.
class Listener final : public ClientSource {
 public:
  Listener(UniqueFd socket, std::filesystem::path path);
  int fd() const override { return socket_.get(); }
  UniqueFd accept() override;
  bool abandoned() const override { return false; }
  /// The socket's file was replaced, or went with its folder (at a logout).
  bool out_of_reach() const override;
  void close() override;

 private:
  UniqueFd socket_;
  std::filesystem::path path_;
  ino_t file_;  ///< that of the path when it was ours
};

/// True when the process at the other end of a unix socket runs as this user.
bool same_user(int socket);

/// The process at the other end of a unix socket; 0 where the system does not tell.
pid_t peer_process(int socket);

}  // namespace aifactory::transport::ssh
