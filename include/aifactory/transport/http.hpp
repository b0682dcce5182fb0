// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/base/secret.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// HTTP and HTTPS. Servers must prove who they are; there is no switch for that. Proxies come from the environment as
/// curl(1) reads it. From https nothing leads to http. Addresses stand in messages without user, query and fragment,
/// since those may hold secrets. All calls block, and end with Error(interrupted) at Ctrl-C.
namespace aifactory::transport::http {

enum class Method { get, head, post, put, patch, remove };

struct Header {
  std::string name;
  std::string value;
};

/// One small call and its whole answer.
struct Request {
  Method method = Method::get;
  std::string url;
  std::vector<Header> headers = {};
  std::string body = {};
  const Secret* bearer = nullptr;  ///< token for "Authorization: Bearer"; not sent over http but to this machine itself
  std::chrono::milliseconds connect_limit = std::chrono::seconds(15);
  std::chrono::milliseconds time_limit = std::chrono::seconds(60);
  std::size_t response_limit = std::size_t{16} << 20;
};

struct Response {
  int status = 0;
  std::vector<Header> headers = {};
  std::string body = {};
  bool ok() const { return status >= 200 && status < 300; }
  /// The value of the header, whatever the case of its name; empty when there is none.
  std::string header(std::string_view name) const;
};

/// Sends the request; any status is an answer. Follows redirects of get and head only, five at most.
/// Errors: bad_input (address), unavailable (cannot connect), not_permitted (certificate not trusted), try_again (cut,
/// time limit), protocol (nonsense, or more than the limit), interrupted.
Response send(const Request& request);

/// Error for a response that is not ok: no_input (404, 410), not_permitted (401, 403, 407), try_again (408, 425, 429,
/// 5xx), protocol (3xx), bad_input (other 4xx). `doing` is what failed ("fetch https://…").
void require_ok(const Response& response, std::string_view doing);

/// What a server says of a file before sending it.
struct Facts {
  std::optional<std::uint64_t> size = {};
  std::string validator = {};  ///< strong ETag, or Last-Modified: names this state of the file; empty: not given
  std::string name = {};       ///< proposed file name, or the last part of the address; unchecked
};

/// A file behind an address.
struct Download {
  std::string url;
  std::vector<Header> headers = {};
  const Secret* bearer = nullptr;
  std::uint64_t offset = 0;    ///< where to begin
  std::string validator = {};  ///< Facts::validator of the earlier fetch that this one goes on with
  int attempts = 8;            ///< in a row without a byte arriving
  std::chrono::milliseconds first_pause = std::chrono::seconds(1);  ///< doubled at each, up to a minute
  std::chrono::milliseconds connect_limit = std::chrono::seconds(15);
  std::chrono::milliseconds silence_limit = std::chrono::seconds(60);  ///< counts as a cut
  int watch = -1;  ///< a descriptor: when it breaks, nobody wants the file any more, and fetch() ends like an interrupt
};

/// Asks for the file and lets go once the server has answered: works with addresses signed for fetching alone.
/// Errors: those of send() and require_ok().
Facts facts_of(const Download& download);

/// Gives the file from `offset` to its end to `sink`, in order, each byte once. After a cut it goes on where it was, as
/// long as the server still has the same state of the file; not returning from `sink` holds the server back.
/// Errors: those of send() and require_ok(), try_again when all attempts failed; bad_input when the file was changed.
using Sink = std::function<void(std::string_view bytes)>;
Facts fetch(const Download& download, const Sink& sink);

/// The same as a pipe, filled by a thread of its own.
class FetchPipe {
 public:
  explicit FetchPipe(Download download);
  /// Gives the fetch up when it is still going on.
  ~FetchPipe();
  FetchPipe(const FetchPipe&) = delete;
  FetchPipe& operator=(const FetchPipe&) = delete;

  /// To be read to its end, then finish().
  int descriptor() const;
  /// Waits for the thread. Errors: those of fetch(), for which the pipe ended early.
  Facts finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The address without user, query and fragment, printable: for messages.
std::string shown(std::string_view url);

}  // namespace aifactory::transport::http
