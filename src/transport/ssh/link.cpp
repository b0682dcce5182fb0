// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/link.hpp"

#include "aifactory/base/text.hpp"

#include "transport/ssh/handshake.hpp"
#include "transport/ssh/tcp.hpp"

#include <libssh/server.h>

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

/// libssh reads 4 KiB at a time; this many turns are at most half a megabyte before others get theirs.
constexpr int turns_at_once = 128;
constexpr int few_turns = 8;

}  // namespace

Link::Link(SessionHandle session, ChannelHandle first_channel)
    : counter_(std::make_unique<ssh_counter_struct>()),
      session_(std::move(session)),
      first_channel_(std::move(first_channel)),
      event_(ssh_event_new()),
      scratch_(std::make_unique_for_overwrite<std::byte[]>(scratch_size)),
      keeps_idle_channels_(is_openssh(session_.get())) {
  // libssh makes the socket blocking once it is connected; its writes would then hold up every channel.
  ::fcntl(ssh_get_fd(session_.get()), F_SETFL, O_NONBLOCK);
  ssh_set_blocking(session_.get(), 0);
  ssh_set_counters(session_.get(), counter_.get(), nullptr);
  ssh_event_add_session(event_.get(), session_.get());
}

Link::~Link() {
  ssh_event_remove_session(event_.get(), session_.get());
}

pollfd Link::poll_for() const {
  const bool writes = (ssh_get_poll_flags(session_.get()) & SSH_WRITE_PENDING) != 0;
  const int events = writes ? POLLIN | POLLOUT : POLLIN;
  return {.fd = ssh_get_fd(session_.get()), .events = static_cast<short>(events), .revents = 0};
}

bool Link::pump() {
  int turn = 0;
  for (; turn < turns_at_once && !broken_; ++turn) {
    const int result = ssh_event_dopoll(event_.get(), 0);
    if (result == SSH_AGAIN) break;
    broken_ = result == SSH_ERROR;
  }
  if (turn > 0 && turn < few_turns) acknowledge_at_once(ssh_get_fd(session_.get()));
  return turn > 0;
}

bool Link::congested() const {
  return (ssh_get_status(session_.get()) & SSH_WRITE_PENDING) != 0;
}

bool Link::broken() const {
  return broken_ || ssh_is_connected(session_.get()) == 0 ||
         (ssh_get_status(session_.get()) & (SSH_CLOSED | SSH_CLOSED_ERROR)) != 0;
}

std::string Link::why_broken() const {
  return printable(ssh_get_error(session_.get()));
}

/// libssh sends a further global request only after its answer to the last one was looked at, which the first of the
/// two calls does.
void Link::ask_for_life() {
  ssh_send_keepalive(session_.get());
  ssh_send_keepalive(session_.get());
}

/// Since 0.10, libssh leaves a descriptor open that it was given.
void Link::disconnect() {
  if (broken()) return;
  const int socket = ssh_get_fd(session_.get());
  ssh_disconnect(session_.get());
  ::close(socket);
  broken_ = true;
}

}  // namespace aifactory::transport::ssh
