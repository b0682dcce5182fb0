// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include "transport/http/call.hpp"
#include "transport/http/file_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <poll.h>

namespace aifactory::transport::http {
namespace {

using std::chrono::milliseconds;

/// One file, over as many requests as it takes.
class Fetch {
 public:
  Fetch(const Download& download, const Sink& sink)
      : download_(download), sink_(sink), doing_("fetch " + shown(download.url)), position_(download.offset) {
    facts_.validator = download.validator;
  }

  Facts run() {
    int failures = 0;
    while (true) {
      const std::uint64_t before = position_;
      if (attempt()) return facts_;
      failures = position_ > before ? 1 : failures + 1;
      if (failures >= std::max(download_.attempts, 1)) give_up();
      wait(pause(failures));
    }
  }

  /// Only what the server says of it.
  Facts look() {
    only_looking_ = true;
    return run();
  }

 private:
  void wait(milliseconds duration) const {
    if (download_.watch < 0) return interruptible_sleep(duration);
    throw_if_interrupted();
    pollfd waits[] = {{.fd = download_.watch, .events = 0, .revents = 0},
                      {.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0}};
    ::poll(waits, 2, static_cast<int>(duration.count()));
  }

  milliseconds pause(int failures) const {
    constexpr milliseconds longest = std::chrono::minutes(1);
    return std::min(longest, download_.first_pause * (1 << std::min(failures - 1, 10)));
  }

  /// True when the file is whole; false when it is worth another attempt.
  bool attempt() {
    skip_ = 0;
    Call call(download_.url, download_.headers, download_.bearer,
              {.headers = [this](const Response& response) { return begin(response); },
               .body = [this](std::string_view bytes) { return take(bytes); }});
    call.follow_redirects();
    call.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(download_.connect_limit.count()));
    call.watch(download_.watch);
    if (position_ > 0) ask_for_rest(call);
    const Call::End end = call.perform(download_.silence_limit);
    if (end == Call::End::stopped) return finished_;
    if (end == Call::End::silent) return remember("the server fell silent");
    if (end == Call::End::whole) return is_whole() || remember("the connection ended too early");
    if (!call.may_work_later()) call.fail(doing_);
    return remember_failure(call);
  }

  void ask_for_rest(Call& call) const {
    call.add_header(fmt::format("Range: bytes={}-", position_));
    if (!facts_.validator.empty()) call.add_header("If-Range: " + facts_.validator);
  }

  bool remember(std::string reason) {
    reason_ = {.kind = ErrorKind::try_again, .what = "cannot " + doing_, .why = std::move(reason)};
    return false;
  }

  bool remember_failure(const Call& call) {
    try {
      call.fail(doing_);
    } catch (const Error& error) {
      reason_ = error.failure();
    }
    return false;
  }

  [[noreturn]] void give_up() {
    if (position_ > 0)
      reason_.why += fmt::format("\n{} arrived; {} attempts without a byte more", format_bytes(position_),
                                 std::max(download_.attempts, 1));
    if (reason_.hint.empty()) reason_.hint = "try it again later";
    throw Error(reason_);
  }

  bool is_whole() const { return finished_ || !facts_.size || position_ >= *facts_.size; }

  /// Decides by the headers what the bytes to come are.
  Call::Verdict begin(const Response& response) {
    if (response.status == 416 && position_ > 0) return at_the_end(response);
    if (!response.ok()) return refused(response);
    const Facts now = read_facts(response, download_.url);
    const std::uint64_t from = response.status == 206 ? range_start(response) : 0;
    require_same(now, from);
    facts_ = now;
    skip_ = position_ - from;
    finished_ = only_looking_ || (facts_.size && position_ == *facts_.size);
    return finished_ ? Call::Verdict::stop : Call::Verdict::go_on;
  }

  /// Asked for what comes after the last byte.
  Call::Verdict at_the_end(const Response& response) {
    const auto size = size_in_range(response);
    if (size && *size != position_) changed();
    facts_.size = position_;
    finished_ = true;
    return Call::Verdict::stop;
  }

  Call::Verdict refused(const Response& response) {
    try {
      require_ok(response, doing_);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::try_again) throw;
      reason_ = error.failure();
    }
    return Call::Verdict::stop;
  }

  void require_same(const Facts& now, std::uint64_t from) const {
    const bool known = position_ > 0 && !facts_.validator.empty();
    if (known && now.validator != facts_.validator) changed();
    if (begun_ && facts_.size && now.size && *now.size != *facts_.size) changed();
    if (now.size && position_ > *now.size) changed();
    if (from > position_)
      throw Error{
          {.kind = ErrorKind::protocol,
           .what = "cannot " + doing_,
           .why = fmt::format("asked for the bytes from {} on, the server sends those from {} on", position_, from)}};
  }

  [[noreturn]] void changed() const {
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "the file was changed on the server while it was fetched: " + shown(download_.url),
                 .hint = "start again: what came before is no part of the new file"}};
  }

  /// A server without ranges sends all of it again.
  Call::Verdict take(std::string_view bytes) {
    begun_ = true;
    const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, bytes.size()));
    skip_ -= known;
    bytes.remove_prefix(known);
    if (facts_.size && bytes.size() > *facts_.size - position_)
      throw Error{{.kind = ErrorKind::protocol,
                   .what = "cannot " + doing_,
                   .why = "the server sends more than the size it has told"}};
    if (bytes.empty()) return Call::Verdict::go_on;
    sink_(bytes);
    position_ += bytes.size();
    return Call::Verdict::go_on;
  }

  const Download& download_;
  const Sink& sink_;
  std::string doing_;
  Facts facts_;
  std::uint64_t position_;
  std::uint64_t skip_ = 0;  ///< bytes to come that are known already
  bool begun_ = false;
  bool finished_ = false;
  bool only_looking_ = false;
  Failure reason_;
};

}  // namespace

Facts facts_of(const Download& download) {
  return Fetch(download, [](std::string_view) {}).look();
}

Facts fetch(const Download& download, const Sink& sink) {
  return Fetch(download, sink).run();
}

}  // namespace aifactory::transport::http
