// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <functional>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace aifactory::test {

/// An HTTP server of a test on 127.0.0.1, one connection after another, each with one request. The handler is given
/// the request's text and answers with bytes that are sent as they are, so that a test can break every rule; then the
/// connection is closed.
class HttpServer {
 public:
  using Handler = std::function<std::string(const std::string& request)>;
  explicit HttpServer(Handler handler) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 || ::pipe(stop_) != 0)
      throw std::runtime_error("the test's HTTP server does not start");
    ::getsockname(listener_, generic, &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~HttpServer() {
    [[maybe_unused]] const auto written = ::write(stop_[1], "!", 1);
    thread_.join();
    for (const int fd : {listener_, stop_[0], stop_[1]})
      ::close(fd);
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::string url(const std::string& path) const { return url_ + path; }

  /// The requests so far, headers and bodies.
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    while (true) {
      pollfd waiting[] = {{listener_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
      ::poll(waiting, 2, -1);
      if (waiting[1].revents != 0) return;
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      answer(client);
      ::shutdown(client, SHUT_WR);
      drain(client);
      ::close(client);
    }
  }

  void answer(int client) {
    std::string request;
    char buffer[65536];
    while (!complete(request)) {
      const auto count = ::read(client, buffer, sizeof buffer);
      if (count <= 0) break;
      request.append(buffer, static_cast<std::size_t>(count));
    }
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const std::string bytes = handler_(request);
    for (std::size_t at = 0; at < bytes.size();) {
      const auto count = ::send(client, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (count <= 0) return;
      at += static_cast<std::size_t>(count);
    }
  }

  /// Until the client has closed: a close with unread bytes would reset what was just sent.
  void drain(int client) const {
    char buffer[4096];
    pollfd waiting[] = {{client, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    while (::poll(waiting, 2, 2000) > 0 && waiting[1].revents == 0 && ::read(client, buffer, sizeof buffer) > 0) {}
  }

  static bool complete(const std::string& request) {
    const auto head = request.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const auto length = request.find("Content-Length: ");
    const std::size_t body = length < head ? std::stoul(request.substr(length + 16)) : 0;
    return request.size() >= head + 4 + body;
  }

  Handler handler_;
  int listener_ = -1;
  int stop_[2] = {-1, -1};
  std::string url_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

/// "HTTP/1.1 200 OK" with these headers and this body, its length told.
inline std::string http_answer(const std::string& status, const std::string& headers, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

}  // namespace aifactory::test
