// SPDX-License-Identifier: Apache-2.0
#include "transport/http/call.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include "transport/http/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <poll.h>

namespace aifactory::transport::http {
namespace {

constexpr std::size_t header_limit = 256u << 10;
constexpr long redirects_at_most = 5;
constexpr std::size_t failed = 0;  ///< a callback that takes nothing ends the transfer

/// Certificate authorities of the user's own, as curl(1) takes them: libcurl itself does not look.
const char* own_authorities() {
  for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"})
    if (const char* file = std::getenv(name); file != nullptr && *file != '\0') return file;
  return nullptr;
}

}  // namespace

Call::Call(const std::string& url, const std::vector<Header>& headers, const Secret* bearer, Uses uses)
    : url_(url), uses_(std::move(uses)) {
  const Address address = require_address(url);
  easy_.reset(curl().easy_init());
  if (!easy_) throw Error{{.kind = ErrorKind::bug, .what = "libcurl gives no handle"}};
  set(CURLOPT_URL, url_.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, address.encrypted ? "https" : "http,https");
  if (const char* file = own_authorities()) set(CURLOPT_CAINFO, file);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_USERAGENT, "aifactory");
  set(CURLOPT_ERRORBUFFER, reason_);
  set(CURLOPT_HEADERFUNCTION, &Call::on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &Call::on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  for (const Header& header : headers)
    add_header(header_line(header));
  if (bearer == nullptr || bearer->empty()) return;
  require_private(address, url);
  set(CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
  set(CURLOPT_XOAUTH2_BEARER, bearer->reveal().c_str());
}

void Call::follow_redirects() {
  redirects_ = true;
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, redirects_at_most);
}

void Call::add_header(const std::string& line) {
  curl_slist* longer = curl().slist_append(lines_.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(lines_.release());
  lines_.reset(longer);
  set(CURLOPT_HTTPHEADER, longer);
}

Call::End Call::perform(std::chrono::milliseconds silence_limit) {
  const std::unique_ptr<CURLM, MultiDelete> multi(curl().multi_init());
  if (!multi) throw std::bad_alloc();
  curl().multi_add_handle(multi.get(), easy_.get());
  heard_ = std::chrono::steady_clock::now();
  const auto leave = [&] { curl().multi_remove_handle(multi.get(), easy_.get()); };
  try {
    const End end = wait(multi.get(), silence_limit);
    leave();
    return end;
  } catch (...) {
    leave();
    throw;
  }
}

void Call::require_wanted() const {
  throw_if_interrupted();
  pollfd pipe = {.fd = watch_, .events = 0, .revents = 0};
  if (watch_ >= 0 && ::poll(&pipe, 1, 0) > 0) throw Error{{.kind = ErrorKind::interrupted, .what = "given up"}};
}

Call::End Call::wait(CURLM* multi, std::chrono::milliseconds silence_limit) {
  for (int running = 1;;) {
    require_wanted();
    curl().multi_perform(multi, &running);
    if (thrown_) std::rethrow_exception(thrown_);
    if (running == 0) return ended(multi);
    const auto silent = std::chrono::steady_clock::now() - heard_;
    if (silent > silence_limit) return End::silent;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(silence_limit - silent);
    std::vector<curl_waitfd> others;
    if (interrupt_descriptor() >= 0) others.push_back({interrupt_descriptor(), CURL_WAIT_POLLIN, 0});
    if (watch_ >= 0) others.push_back({watch_, 0, 0});
    curl().multi_poll(multi, others.data(), static_cast<unsigned>(others.size()),
                      static_cast<int>(std::clamp<long>(left.count(), 1, 60'000)), nullptr);
  }
}

Call::End Call::ended(CURLM* multi) {
  int left = 0;
  while (const CURLMsg* message = curl().multi_info_read(multi, &left))
    if (message->msg == CURLMSG_DONE) code_ = message->data.result;
  if (stopped_) return End::stopped;
  if (code_ != CURLE_OK) return End::failed;
  if (!announced_ && !announce()) return End::stopped;
  if (thrown_) std::rethrow_exception(thrown_);
  return End::whole;
}

/// libcurl is C: nothing may be thrown through it.
std::size_t Call::guarded(std::string_view bytes, const std::function<bool()>& use) noexcept {
  try {
    heard_ = std::chrono::steady_clock::now();
    const bool go_on = use();
    heard_ = std::chrono::steady_clock::now();
    if (!go_on) stopped_ = true;
    return go_on ? bytes.size() : failed;
  } catch (...) {
    thrown_ = std::current_exception();
    return failed;
  }
}

std::size_t Call::on_header(char* data, std::size_t size, std::size_t count, void* call) noexcept {
  auto& self = *static_cast<Call*>(call);
  const std::string_view line(data, size * count);
  return self.guarded(line, [&] { return self.take_header(line); });
}

std::size_t Call::on_body(char* data, std::size_t size, std::size_t count, void* call) noexcept {
  auto& self = *static_cast<Call*>(call);
  const std::string_view bytes(data, size * count);
  if (bytes.empty()) return 0;
  return self.guarded(bytes, [&] { return self.take_body(bytes); });
}

/// Each answer begins with a status line: of an interim one (1xx), of a redirect, of the one that counts.
bool Call::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > header_limit)
    throw Error{{.kind = ErrorKind::protocol, .what = shown(url_) + " answers with headers without end"}};
  if (line.starts_with("HTTP/")) {
    response_ = {};
    long status = 0;
    curl().easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos && !announced_) {
    response_.headers.push_back({std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
  }
  return true;
}

bool Call::is_redirect() const {
  return redirects_ && response_.status >= 300 && response_.status < 400 && !response_.header("Location").empty();
}

bool Call::announce() {
  announced_ = true;
  return !uses_.headers || uses_.headers(response_) == Verdict::go_on;
}

bool Call::take_body(std::string_view bytes) {
  if (is_redirect()) return true;
  if (!announced_ && !announce()) return false;
  return !uses_.body || uses_.body(bytes) == Verdict::go_on;
}

std::string Call::final_url() const {
  const char* url = nullptr;
  curl().easy_getinfo(easy_.get(), CURLINFO_EFFECTIVE_URL, &url);
  return url == nullptr ? url_ : url;
}

}  // namespace aifactory::transport::http
