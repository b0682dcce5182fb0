// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/http.hpp"

#include "transport/http/library.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::transport::http {

struct EasyDelete {
  void operator()(CURL* easy) const { curl().easy_cleanup(easy); }
};
struct MultiDelete {
  void operator()(CURLM* multi) const { curl().multi_cleanup(multi); }
};
struct ListDelete {
  void operator()(curl_slist* list) const { curl().slist_free_all(list); }
};

/// One request on its way: a libcurl handle set up with the rules of http.hpp, and where its answer goes.
class Call {
 public:
  enum class Verdict { go_on, stop };
  struct Uses {
    /// All headers of the final answer are there; before its first byte.
    std::function<Verdict(const Response&)> headers;
    std::function<Verdict(std::string_view)> body;
  };
  Call(const std::string& url, const std::vector<Header>& headers, const Secret* bearer, Uses uses);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  template <typename Value>
  void set(CURLoption option, Value value) {
    curl().easy_setopt(easy_.get(), option, value);
  }
  void follow_redirects();
  void add_header(const std::string& line);

  /// perform() ends with interrupted when this descriptor breaks (the other end of its pipe is closed).
  void watch(int descriptor) { watch_ = descriptor; }

  /// How it came to an end. Exceptions of `uses` come out here. Errors: interrupted.
  enum class End { whole, stopped, silent, failed };
  End perform(std::chrono::milliseconds silence_limit);

  /// After End::failed: what libcurl says, as an Error of the kinds of http::send.
  [[noreturn]] void fail(std::string_view doing) const;
  /// After End::failed: could the same request work a little later?
  bool may_work_later() const;
  const Response& response() const { return response_; }
  /// Of what came last, after redirects.
  std::string final_url() const;

 private:
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* call) noexcept;
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* call) noexcept;
  std::size_t guarded(std::string_view bytes, const std::function<bool()>& use) noexcept;
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  bool announce();
  bool is_redirect() const;
  void require_wanted() const;
  End wait(CURLM* multi, std::chrono::milliseconds silence_limit);
  End ended(CURLM* multi);
  CURLcode cause() const;

  std::unique_ptr<CURL, EasyDelete> easy_;
  std::unique_ptr<curl_slist, ListDelete> lines_;
  std::string url_;
  Uses uses_;
  Response response_;
  int watch_ = -1;
  bool redirects_ = false;
  bool announced_ = false;
  bool stopped_ = false;
  std::size_t header_bytes_ = 0;
  std::chrono::steady_clock::time_point heard_;
  std::exception_ptr thrown_;
  CURLcode code_ = CURLE_OK;
  char reason_[CURL_ERROR_SIZE] = {};
};

}  // namespace aifactory::transport::http
