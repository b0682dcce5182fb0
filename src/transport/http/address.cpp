// SPDX-License-Identifier: Apache-2.0
#include "transport/http/address.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transport/http/library.hpp"

#include <algorithm>
#include <memory>

namespace aifactory::transport::http {
namespace {

struct UrlDelete {
  void operator()(CURLU* url) const { curl().url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlDelete>;

std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl().url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl().free);
  return text;
}

/// Nothing when it is no address.
Url parsed(std::string_view text) {
  Url url(curl().url());
  const bool whole = text.find('\0') == std::string_view::npos;
  if (!whole || curl().url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) url.reset();
  return url;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

std::string shown(std::string_view url) {
  const Url parts = parsed(url);
  if (!parts) return printable(url.substr(0, url.find_first_of("?#@")));
  for (const CURLUPart secret : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT})
    curl().url_set(parts.get(), secret, nullptr, 0);
  return printable(part_of(parts, CURLUPART_URL));
}

Address require_address(std::string_view url) {
  const Url parts = parsed(url);
  const std::string scheme = parts ? to_lower(part_of(parts, CURLUPART_SCHEME)) : std::string();
  if (scheme != "http" && scheme != "https")
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "not an http or https address: " + shown(url),
                 .hint = "it looks like https://HOST/PATH"}};
  return {.encrypted = scheme == "https", .host = part_of(parts, CURLUPART_HOST)};
}

void require_private(const Address& address, std::string_view url) {
  const std::string& host = address.host;
  if (address.encrypted || host == "localhost" || host == "127.0.0.1" || host == "[::1]") return;
  throw Error{{.kind = ErrorKind::not_permitted,
               .what = "a token is not sent unencrypted to " + shown(url),
               .hint = "use its https address"}};
}

std::string header_line(const Header& header) {
  const std::string& name = header.name;
  if (name.empty() || name.find(':') != std::string::npos || std::ranges::any_of(name, is_control) ||
      std::ranges::any_of(header.value, is_control))
    throw Error{{.kind = ErrorKind::bad_input, .what = "not a header: " + printable(name)}};
  // libcurl takes "Name:" as the wish to leave that header out, "Name;" as one without a value.
  return header.value.empty() ? name + ';' : name + ": " + header.value;
}

}  // namespace aifactory::transport::http
