// SPDX-License-Identifier: Apache-2.0
#include "transport/sftp/sftp.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/connection_lost.hpp"

#include "transport/sftp/codec.hpp"
#include "transport/sftp/packet.hpp"

#include <fmt/format.h>

#include <chrono>
#include <deque>
#include <unordered_map>
#include <utility>

namespace aifactory::transport {
namespace {

using namespace sftp;

constexpr std::size_t read_room = 64u << 10;
/// Requests leave together, once there are so many bytes of them or an answer is looked for: many small ones then share
/// a packet of SSH, a system call at each station, and a turn of the server.
constexpr std::size_t sent_at_once = 32u << 10;
constexpr std::size_t stderr_kept = 512;
/// The id of the one request made by this file itself.
constexpr RequestId limits_id = 0;

/// A request that waits for the greeting, which says how it must be made, or for one that does; with its own copy of
/// what it writes.
struct Held {
  RequestId id;
  Request request;
  std::vector<std::byte> bytes;
};

/// What the server has still to answer.
struct Due {
  Answer answer;
  std::uint32_t data_at_most = 0;
};

/// Others need not wait: what servers take up in turn costs no round trip of its own.
bool depends_on_greeting(const Request& request) {
  return std::holds_alternative<request::Rename>(request) || std::holds_alternative<request::Sync>(request);
}

class Sftp final : public FileChannel {
 public:
  Sftp(std::unique_ptr<Channel> server, std::chrono::seconds patience)
      : server_(std::move(server)), patience_(patience) {
    encode_init(out_);
  }

  /// In the order in which they were made, also those ahead of the greeting.
  RequestId submit(const Request& request) override {
    const auto id = ++last_id_;
    if (greeted_ || (held_.empty() && !depends_on_greeting(request)))
      encode(id, request, extensions_, out_);
    else
      hold(id, request);
    const auto* read = std::get_if<request::Read>(&request);
    expected_.emplace(id, Due{.answer = expected_answer(request), .data_at_most = read ? read->size : 0});
    if (unsent() >= sent_at_once) flush();
    return id;
  }

  std::vector<Reply> receive() override {
    std::vector<Reply> replies;
    flush();
    while (!ended_ && take_in())
      decode(replies);
    flush();
    if (ended_ && replies.empty()) report_end();
    if (!greeted_ && Clock::now() - begun_ >= patience_) report_silence();
    return replies;
  }

  std::size_t in_flight() const override { return expected_.size(); }
  std::size_t unsent() const override { return out_.size() - sent_; }
  const FileLimits& limits() const override { return limits_; }
  bool wanted_back() const override { return server_->wanted_back(); }
  pollfd poll_for() const override {
    auto waiting = server_->poll_for();
    if (unsent() > 0) waiting.events |= POLLOUT;
    return waiting;
  }

 private:
  void hold(RequestId id, const Request& request) {
    Held held{id, request, {}};
    if (const auto* write = std::get_if<request::Write>(&request))
      held.bytes.assign(write->bytes.begin(), write->bytes.end());
    held_.push_back(std::move(held));
  }

  void release_held() {
    for (auto& held : held_) {
      if (auto* write = std::get_if<request::Write>(&held.request)) write->bytes = held.bytes;
      encode(held.id, held.request, extensions_, out_);
    }
    held_.clear();
  }

  void flush() {
    while (sent_ < out_.size()) {
      const auto taken = server_->write(std::span(out_).subspan(sent_));
      if (taken == 0) break;
      sent_ += taken;
    }
    if (sent_ == out_.size() || sent_ > out_.size() / 2) {
      out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(sent_));
      sent_ = 0;
    }
  }

  /// False when nothing more is there now.
  bool take_in() {
    const auto room = in_.room(read_room);
    const auto arrival = server_->read(room);
    if (arrival.kind == Arrival::Kind::out) in_.arrived(arrival.size);
    if (arrival.kind == Arrival::Kind::err) keep_stderr(room.first(arrival.size));
    ended_ = arrival.kind == Arrival::Kind::end;
    return arrival.kind == Arrival::Kind::out || arrival.kind == Arrival::Kind::err;
  }

  void keep_stderr(std::span<const std::byte> bytes) {
    stderr_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (stderr_.size() > stderr_kept) stderr_.erase(0, stderr_.size() - stderr_kept);
  }

  void decode(std::vector<Reply>& replies) {
    if (!greeted_ && !greet()) return;
    while (const auto packet = in_.next())
      take(*packet, replies);
  }

  bool greet() {
    const auto version = in_.greeting();
    if (!version) return false;
    extensions_ = decode_version(*version);
    greeted_ = true;
    if (extensions_.limits) {
      encode_limits_request(limits_id, out_);
      limits_awaited_ = true;
    }
    release_held();
    return true;
  }

  void take(std::span<const std::byte> packet, std::vector<Reply>& replies) {
    const auto id = decode_id(packet);
    if (id == limits_id && std::exchange(limits_awaited_, false)) {
      limits_ = decode_limits(packet);
      return;
    }
    const auto waiting = expected_.find(id);
    if (waiting == expected_.end())
      throw Error{{.kind = ErrorKind::protocol,
                   .what = "the file server broke the SFTP protocol",
                   .why = fmt::format("it answered request {}, which was not made or is answered already", id)}};
    auto reply = decode_reply(packet, waiting->second.answer);
    if (reply.data.size() > waiting->second.data_at_most)
      throw Error{{.kind = ErrorKind::protocol,
                   .what = "the file server broke the SFTP protocol",
                   .why = fmt::format("asked for {} bytes of a file, it gave {}", waiting->second.data_at_most,
                                      reply.data.size())}};
    replies.push_back(std::move(reply));
    expected_.erase(waiting);
  }

  [[noreturn]] void report_end() const {
    const auto said = std::string(trim(greeted_ ? std::string_view(stderr_) : said_without_greeting()));
    if (greeted_)
      throw ConnectionLost{{.kind = ErrorKind::try_again, .what = "the file server went away", .why = printable(said)}};
    throw Error{{.kind = ErrorKind::unavailable,
                 .what = "the host offers no file transfer (SFTP)",
                 .why = said.empty() ? "the server program ended at once" : "it said: " + printable(said),
                 .hint = "ask the site's support whether another host takes transfers"}};
  }

  [[noreturn]] void report_silence() const {
    const auto said = std::string(trim(said_without_greeting()));
    throw Error{{.kind = ErrorKind::unavailable,
                 .what = "the host's file transfer (SFTP) does not answer",
                 .why = fmt::format("there was no greeting within {} s{}", patience_.count(),
                                    said.empty() ? "" : "; it said: " + printable(said)),
                 .hint = "look whether `sftp` works there; if not, ask the site's support"}};
  }

  std::string_view said_without_greeting() const {
    if (!stderr_.empty()) return stderr_;
    const auto noise = in_.pending().first(std::min(in_.pending().size(), stderr_kept));
    return {reinterpret_cast<const char*>(noise.data()), noise.size()};
  }

  using Clock = std::chrono::steady_clock;

  std::unique_ptr<Channel> server_;
  std::chrono::seconds patience_;
  Clock::time_point begun_ = Clock::now();
  PacketStream in_;
  std::vector<std::byte> out_;
  std::size_t sent_ = 0;  ///< of out_
  bool greeted_ = false;
  bool limits_awaited_ = false;
  bool ended_ = false;
  Extensions extensions_;
  FileLimits limits_;
  std::deque<Held> held_;
  RequestId last_id_ = limits_id;
  std::unordered_map<RequestId, Due> expected_;
  std::string stderr_;
};

}  // namespace

std::unique_ptr<FileChannel> make_sftp(std::unique_ptr<Channel> server, std::chrono::seconds patience) {
  return std::make_unique<Sftp>(std::move(server), patience);
}

}  // namespace aifactory::transport
