// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/http.hpp"

#include "transport/http/call.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::transport::http {
namespace {

const char* name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::remove:
      return "DELETE";
  }
  return "GET";
}

void set_method(Call& call, const Request& request) {
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (reads) call.follow_redirects();
  if (request.method == Method::head) call.set(CURLOPT_NOBODY, 1L);
  if (!reads) {
    call.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    call.set(CURLOPT_POSTFIELDS, request.body.c_str());
    call.set(CURLOPT_CUSTOMREQUEST, name_of(request.method));
    call.add_header("Expect:");  // else libcurl waits a second for leave to send a larger body
  }
}

ErrorKind kind_of(int status) {
  if (status == 401 || status == 403 || status == 407) return ErrorKind::not_permitted;
  if (status == 404 || status == 410) return ErrorKind::no_input;
  if (status == 408 || status == 425 || status == 429 || status >= 500) return ErrorKind::try_again;
  return status < 400 ? ErrorKind::protocol : ErrorKind::bad_input;
}

std::string hint_for(ErrorKind kind, const Response& response) {
  const std::string wait = printable(response.header("Retry-After"));
  if (kind == ErrorKind::try_again && !wait.empty()) return "try it again, as the server says: after " + wait;
  if (kind == ErrorKind::try_again) return "try it again later";
  if (kind == ErrorKind::no_input) return "check the address";
  if (kind == ErrorKind::not_permitted) return "check that your token or signed address is valid still";
  return {};
}

/// The beginning of what the server says, if it is text: pages are for browsers.
std::string reason_in(const Response& response) {
  constexpr std::size_t longest = 400;
  const std::string type = response.header("Content-Type");
  if (type.starts_with("text/html")) return {};
  return printable(trim(std::string_view(response.body).substr(0, longest)), Lines::keep);
}

}  // namespace

std::string Response::header(std::string_view name) const {
  const std::string wanted = to_lower(name);
  const auto found =
      std::ranges::find_if(headers, [&](const Header& header) { return to_lower(header.name) == wanted; });
  return found == headers.end() ? std::string() : found->value;
}

Response send(const Request& request) {
  const std::string doing = fmt::format("{} {}", name_of(request.method), shown(request.url));
  std::string body;
  Call call(request.url, request.headers, request.bearer,
            {.headers = {}, .body = [&](std::string_view bytes) {
               if (body.size() + bytes.size() > request.response_limit)
                 throw Error{{.kind = ErrorKind::protocol,
                              .what = fmt::format("cannot {}", doing),
                              .why = fmt::format("the answer has more than {}", format_bytes(request.response_limit))}};
               body += bytes;
               return Call::Verdict::go_on;
             }});
  set_method(call, request);
  call.set(CURLOPT_ACCEPT_ENCODING, "");
  call.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_limit.count()));
  call.set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.time_limit.count()));
  if (call.perform(std::chrono::hours(24)) != Call::End::whole) call.fail(doing);
  Response response = call.response();
  response.body = std::move(body);
  return response;
}

void require_ok(const Response& response, std::string_view doing) {
  if (response.ok()) return;
  const ErrorKind kind = kind_of(response.status);
  throw Error{{.kind = kind,
               .what = fmt::format("cannot {}: the server answers {}", doing, response.status),
               .why = reason_in(response),
               .hint = hint_for(kind, response)}};
}

}  // namespace aifactory::transport::http
