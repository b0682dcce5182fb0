// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transport/http/call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace aifactory::transport::http {
namespace {

struct Rule {
  CURLcode code;
  ErrorKind kind;
  const char* hint;
};

constexpr const char* check_network = "check the address, your network and your proxy (https_proxy)";
constexpr const char* try_later = "try it again";
constexpr const char* check_trust =
    "nothing was sent; if your network replaces certificates, name its authority in SSL_CERT_FILE";

constexpr Rule rules[] = {
    {CURLE_COULDNT_RESOLVE_PROXY, ErrorKind::unavailable, check_network},
    {CURLE_COULDNT_RESOLVE_HOST, ErrorKind::unavailable, check_network},
    {CURLE_COULDNT_CONNECT, ErrorKind::unavailable, check_network},
    {CURLE_PROXY, ErrorKind::unavailable, check_network},
    {CURLE_SSL_CONNECT_ERROR, ErrorKind::unavailable, check_network},
    {CURLE_PEER_FAILED_VERIFICATION, ErrorKind::not_permitted, check_trust},
    {CURLE_SSL_CACERT_BADFILE, ErrorKind::not_permitted, check_trust},
    {CURLE_SSL_ISSUER_ERROR, ErrorKind::not_permitted, check_trust},
    {CURLE_URL_MALFORMAT, ErrorKind::bad_input, "it looks like https://HOST/PATH"},
    {CURLE_UNSUPPORTED_PROTOCOL, ErrorKind::protocol, "it leads from https to an address that is not encrypted"},
    {CURLE_TOO_MANY_REDIRECTS, ErrorKind::protocol, "check the address"},
    {CURLE_WEIRD_SERVER_REPLY, ErrorKind::protocol, "check that a web server answers at this address"},
    {CURLE_BAD_CONTENT_ENCODING, ErrorKind::protocol, try_later},
    {CURLE_HTTP2, ErrorKind::try_again, try_later},
    {CURLE_HTTP2_STREAM, ErrorKind::try_again, try_later},
    {CURLE_PARTIAL_FILE, ErrorKind::try_again, try_later},
    {CURLE_GOT_NOTHING, ErrorKind::try_again, try_later},
    {CURLE_SEND_ERROR, ErrorKind::try_again, try_later},
    {CURLE_RECV_ERROR, ErrorKind::try_again, try_later},
    {CURLE_OPERATION_TIMEDOUT, ErrorKind::try_again, try_later},
};

constexpr Rule otherwise{CURLE_OK, ErrorKind::io, try_later};

const Rule& rule_for(CURLcode code) {
  const auto* found = std::ranges::find(rules, code, &Rule::code);
  return found == std::end(rules) ? otherwise : *found;
}

}  // namespace

/// A time limit that passed before there was a connection means that nobody is there.
CURLcode Call::cause() const {
  curl_off_t ready = 0;
  curl().easy_getinfo(easy_.get(), CURLINFO_PRETRANSFER_TIME_T, &ready);
  return code_ == CURLE_OPERATION_TIMEDOUT && ready == 0 ? CURLE_COULDNT_CONNECT : code_;
}

void Call::fail(std::string_view doing) const {
  const Rule& rule = rule_for(cause());
  const std::string reason = reason_[0] == '\0' ? curl().easy_strerror(code_) : reason_;
  throw Error{
      {.kind = rule.kind, .what = fmt::format("cannot {}", doing), .why = printable(reason), .hint = rule.hint}};
}

bool Call::may_work_later() const {
  const ErrorKind kind = rule_for(cause()).kind;
  return kind == ErrorKind::try_again || kind == ErrorKind::unavailable;
}

}  // namespace aifactory::transport::http
