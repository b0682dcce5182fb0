// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transport/http.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"

#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "support/http_server.hpp"

#include <csignal>
#include <thread>

using namespace aifactory;
using namespace aifactory::transport;
using namespace std::chrono_literals;
using aifactory::test::failure_of;
using test::http_answer;
using test::HttpServer;

namespace {

std::string text_of(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i)
    text += std::to_string(i) + '\n';
  text.resize(size);
  return text;
}

/// A file served as servers do, or up to a cut.
struct File {
  std::string content = text_of(200'000);
  std::string tag = "\"v1\"";
  bool ranges = true;
  std::size_t cut_after = std::string::npos;
  int answers = 0;

  std::string answer(const std::string& request) {
    ++answers;
    std::size_t from = 0;
    const auto range = request.find("Range: bytes=");
    const bool same =
        request.find("If-Range: ") == std::string::npos || request.find("If-Range: " + tag) < request.size();
    if (ranges && same && range != std::string::npos) from = std::stoul(request.substr(range + 13));
    if (from > 0 && from >= content.size())
      return http_answer("416 Range Not Satisfiable",
                         "Content-Range: bytes */" + std::to_string(content.size()) + "\r\n", "");
    std::string headers = "ETag: " + tag + "\r\n";
    if (from > 0)
      headers += "Content-Range: bytes " + std::to_string(from) + "-" + std::to_string(content.size() - 1) + "/" +
                 std::to_string(content.size()) + "\r\n";
    const std::string whole = http_answer(from > 0 ? "206 Partial Content" : "200 OK", headers, content.substr(from));
    const std::size_t head = whole.size() - (content.size() - from);
    return cut_after == std::string::npos ? whole : whole.substr(0, head + cut_after);
  }
};

}  // namespace

TEST_CASE("http: a call and its answer") {
  HttpServer server(
      [](const std::string&) { return http_answer("201 Created", "X-One: 1\r\nx-two:  2 \r\n", "done"); });
  const auto response = http::send({.method = http::Method::post,
                                    .url = server.url("/runs?key=1"),
                                    .headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}},
                                    .body = std::string("{\"a\":\0}", 7)});
  CHECK(response.status == 201);
  CHECK(response.ok());
  CHECK(response.header("x-one") == "1");
  CHECK(response.header("X-Two") == "2");
  CHECK(response.header("X-Three").empty());
  CHECK(response.body == "done");
  const std::string request = server.requests().at(0);
  CHECK(request.starts_with("POST /runs?key=1 HTTP/1.1\r\n"));
  CHECK(request.find("Content-Type: application/json\r\n") != std::string::npos);
  CHECK(request.find("X-Empty:\r\n") != std::string::npos);
  CHECK(request.ends_with(std::string("\r\n\r\n{\"a\":\0}", 11)));
}

TEST_CASE("http: methods") {
  HttpServer server([](const std::string&) { return http_answer("200 OK", "", ""); });
  for (const auto method : {http::Method::get, http::Method::put, http::Method::patch, http::Method::remove})
    CHECK(http::send({.method = method, .url = server.url("/"), .body = ""}).ok());
  std::string first_words;
  for (const std::string& request : server.requests())
    first_words += request.substr(0, request.find('/'));
  CHECK(first_words == "GET PUT PATCH DELETE ");
}

TEST_CASE("http: statuses are values, and errors when asked for") {
  int status = 200;
  HttpServer server([&](const std::string&) {
    return http_answer(std::to_string(status) + " Status", "Retry-After: 7\r\n", "quota \x1b[31m exceeded\n");
  });
  const auto kind_for = [&](int wanted) {
    status = wanted;
    const auto response = http::send({.url = server.url("/x")});
    CHECK(response.status == wanted);
    return failure_of([&] { http::require_ok(response, "fetch it"); });
  };
  CHECK(kind_for(404).kind == ErrorKind::no_input);
  CHECK(kind_for(410).kind == ErrorKind::no_input);
  CHECK(kind_for(401).kind == ErrorKind::not_permitted);
  CHECK(kind_for(403).kind == ErrorKind::not_permitted);
  CHECK(kind_for(400).kind == ErrorKind::bad_input);
  CHECK(kind_for(500).kind == ErrorKind::try_again);
  CHECK(kind_for(304).kind == ErrorKind::protocol);
  const Failure busy = kind_for(429);
  CHECK(busy.kind == ErrorKind::try_again);
  CHECK(busy.what == "cannot fetch it: the server answers 429");
  CHECK(busy.why == "quota \\x1b[31m exceeded");
  CHECK(busy.hint == "try it again, as the server says: after 7");
}

TEST_CASE("http: no secret stands in a message, no token goes out in the open") {
  const Secret token("t0ken");
  HttpServer server([](const std::string&) { return http_answer("200 OK", "", ""); });
  CHECK(http::send({.url = server.url("/"), .bearer = &token}).ok());
  CHECK(server.requests().at(0).find("Authorization: Bearer t0ken\r\n") != std::string::npos);
  const Failure open = failure_of([&] { http::send({.url = "http://example.org/?sig=s3cret", .bearer = &token}); });
  CHECK(open.kind == ErrorKind::not_permitted);
  CHECK(open.what == "a token is not sent unencrypted to http://example.org/");
  CHECK(http::shown("https://me:pass@example.org/a/b.tar?X-Amz-Signature=abc#part") == "https://example.org/a/b.tar");
  CHECK(http::shown("no address?k=v") == "no address");
  const Failure refused = failure_of([] { http::send({.url = "http://u:p4ss@127.0.0.1:1/x?sig=s3cret"}); });
  CHECK(refused.kind == ErrorKind::unavailable);
  CHECK((refused.what + refused.why).find("s3cret") == std::string::npos);
  CHECK((refused.what + refused.why).find("p4ss") == std::string::npos);
}

TEST_CASE("http: what is no address or no header is refused before anything is sent") {
  for (const char* url : {"", "file:///etc/passwd", "ftp://example.org/", "example", "http://", "https://a b/"})
    CHECK(failure_of([&] { http::send({.url = url}); }).kind == ErrorKind::bad_input);
  CHECK(failure_of([] { http::send({.url = std::string("http://127.0.0.1/\0x", 19)}); }).kind == ErrorKind::bad_input);
  CHECK(failure_of([] {
          http::send({.url = "http://127.0.0.1:1/", .headers = {{"A", "b\r\nC: d"}}});
        }).kind == ErrorKind::bad_input);
}

TEST_CASE("http: redirects are followed where that repeats nothing") {
  HttpServer* self = nullptr;
  HttpServer server([&](const std::string& request) {
    if (request.find(" /end ") != std::string::npos) return http_answer("200 OK", "", "arrived");
    if (request.find(" /loop ") != std::string::npos) return http_answer("302 Found", "Location: /loop\r\n", "");
    if (request.find(" /file ") != std::string::npos)
      return http_answer("302 Found", "Location: file:///etc/passwd\r\n", "");
    return http_answer("302 Found", "Location: " + self->url("/end") + "\r\n", "moved");
  });
  self = &server;
  CHECK(http::send({.url = server.url("/start")}).body == "arrived");
  CHECK(http::send({.method = http::Method::post, .url = server.url("/start")}).status == 302);
  CHECK(failure_of([&] { http::send({.url = server.url("/loop")}); }).kind == ErrorKind::protocol);
  CHECK(failure_of([&] { http::send({.url = server.url("/file")}); }).kind == ErrorKind::protocol);
}

TEST_CASE("http: limits of size and time") {
  HttpServer server([](const std::string& request) {
    if (request.find(" /slow ") != std::string::npos) std::this_thread::sleep_for(300ms);
    if (request.find(" /headers ") != std::string::npos)
      return "HTTP/1.1 200 OK\r\n" + std::string(4'000, 'a') + ": " + std::string(90'000, 'b') + "\r\n" +
             std::string(4'000, 'a') + ": " + std::string(90'000, 'b') + "\r\n" + std::string(4'000, 'a') + ": " +
             std::string(90'000, 'b') + "\r\n\r\n";
    return http_answer("200 OK", "", std::string(5'000, 'x'));
  });
  const Failure large = failure_of([&] { http::send({.url = server.url("/"), .response_limit = 4'999}); });
  CHECK(large.kind == ErrorKind::protocol);
  CHECK(large.why == "the answer has more than 4.88 KiB");
  CHECK(http::send({.url = server.url("/"), .response_limit = 5'000}).body.size() == 5'000);
  CHECK(failure_of([&] { http::send({.url = server.url("/headers")}); }).kind == ErrorKind::protocol);
  CHECK(failure_of([&] { http::send({.url = server.url("/slow"), .time_limit = 50ms}); }).kind == ErrorKind::try_again);
}

TEST_CASE("http: nonsense and silence") {
  const auto kind_for = [](const std::string& bytes) {
    HttpServer server([&](const std::string&) { return bytes; });
    return failure_of([&] { http::send({.url = server.url("/")}); }).kind;
  };
  CHECK(kind_for("") == ErrorKind::try_again);
  CHECK(kind_for("SSH-2.0-OpenSSH_9.2\r\n") == ErrorKind::protocol);
  CHECK(kind_for("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort") == ErrorKind::try_again);
  CHECK(kind_for("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") != ErrorKind::bug);
}

TEST_CASE("http: Ctrl-C ends a call at once") {
  const InterruptScope scope;
  HttpServer server([](const std::string&) {
    std::this_thread::sleep_for(500ms);
    return http_answer("200 OK", "", "");
  });
  std::thread person([] {
    std::this_thread::sleep_for(50ms);
    ::kill(::getpid(), SIGINT);
  });
  const auto start = std::chrono::steady_clock::now();
  CHECK(failure_of([&] { http::send({.url = server.url("/")}); }).kind == ErrorKind::interrupted);
  CHECK(std::chrono::steady_clock::now() - start < 400ms);
  person.join();
}

TEST_CASE("http: a file is fetched over any number of cuts, each byte once") {
  File file;
  file.cut_after = 70'001;
  HttpServer server([&](const std::string& request) { return file.answer(request); });
  std::string got;
  const auto facts = http::fetch({.url = server.url("/data/corpus.tar?sig=1"), .first_pause = 1ms},
                                 [&](std::string_view bytes) { got += bytes; });
  CHECK(got == file.content);
  CHECK(facts.size == file.content.size());
  CHECK(facts.validator == "\"v1\"");
  CHECK(facts.name == "corpus.tar");
  CHECK(file.answers == 3);
  CHECK(server.requests().at(1).find("Range: bytes=70001-\r\n") != std::string::npos);
  CHECK(server.requests().at(1).find("If-Range: \"v1\"\r\n") != std::string::npos);
}

TEST_CASE("http: a server without ranges sends all again; what is known is passed over") {
  File file;
  file.ranges = false;
  file.cut_after = 150'000;
  HttpServer server([&](const std::string& request) {
    if (file.answers == 1) file.cut_after = std::string::npos;
    return file.answer(request);
  });
  std::string got;
  http::fetch({.url = server.url("/f"), .first_pause = 1ms}, [&](std::string_view bytes) { got += bytes; });
  CHECK(got == file.content);
}

TEST_CASE("http: fetching goes on where an earlier run stopped, unless the file was changed") {
  File file;
  HttpServer server([&](const std::string& request) { return file.answer(request); });
  std::string got;
  const auto take = [&](std::string_view bytes) { got += bytes; };
  http::fetch({.url = server.url("/f"), .offset = 199'000, .validator = "\"v1\""}, take);
  CHECK(got == file.content.substr(199'000));
  http::fetch({.url = server.url("/f"), .offset = 200'000, .validator = "\"v1\""}, take);
  CHECK(got.size() == 1'000);
  file.tag = "\"v2\"";
  const Failure changed =
      failure_of([&] { http::fetch({.url = server.url("/f"), .offset = 199'000, .validator = "\"v1\""}, take); });
  CHECK(changed.kind == ErrorKind::bad_input);
  CHECK(failure_of([&] { http::fetch({.url = server.url("/f"), .offset = 300'000}, take); }).kind ==
        ErrorKind::bad_input);
  CHECK(got.size() == 1'000);
}

TEST_CASE("http: the facts of a file cost no file") {
  File file;
  HttpServer server([&](const std::string& request) { return file.answer(request); });
  CHECK(http::facts_of({.url = server.url("/a/b.bin")}).size == 200'000);
  CHECK(failure_of([&] { http::facts_of({.url = "http://127.0.0.1:1/", .attempts = 2, .first_pause = 1ms}); }).kind ==
        ErrorKind::unavailable);
}

TEST_CASE("http: attempts that bring nothing come to an end") {
  File file;
  file.cut_after = 0;
  HttpServer server([&](const std::string& request) { return file.answer(request); });
  const Failure failure = failure_of(
      [&] { http::fetch({.url = server.url("/f"), .attempts = 3, .first_pause = 1ms}, [](std::string_view) {}); });
  CHECK(failure.kind == ErrorKind::try_again);
  CHECK(file.answers == 3);
  HttpServer missing([](const std::string&) { return http_answer("404 Not Found", "", ""); });
  CHECK(failure_of([&] { http::fetch({.url = missing.url("/f")}, [](std::string_view) {}); }).kind ==
        ErrorKind::no_input);
  CHECK(missing.requests().size() == 1);
  HttpServer busy([](const std::string&) { return http_answer("503 Service Unavailable", "", ""); });
  const http::Download from_busy{.url = busy.url("/f"), .attempts = 2, .first_pause = 1ms};
  CHECK(failure_of([&] { http::facts_of(from_busy); }).kind == ErrorKind::try_again);
  CHECK(failure_of([&] { http::fetch(from_busy, [](std::string_view) {}); }).kind == ErrorKind::try_again);
  CHECK(busy.requests().size() == 4);
}

TEST_CASE("http: ranges that lie are noticed") {
  std::string range;
  HttpServer server([&](const std::string&) {
    return http_answer("206 Partial Content", "ETag: \"v\"\r\n" + range, std::string(10, 'x'));
  });
  const auto kind_for = [&](std::string header) {
    range = std::move(header);
    return failure_of(
               [&] { http::fetch({.url = server.url("/"), .offset = 50, .attempts = 1}, [](std::string_view) {}); })
        .kind;
  };
  CHECK(kind_for("Content-Range: bytes 60-69/100\r\n") == ErrorKind::protocol);
  CHECK(kind_for("Content-Range: bytes -9/9\r\n") == ErrorKind::protocol);
  CHECK(kind_for("") == ErrorKind::protocol);
  CHECK(kind_for("Content-Range: bytes 50-59/40\r\n") == ErrorKind::bad_input);
  CHECK(kind_for("Content-Range: bytes 50-59/55\r\n") == ErrorKind::protocol);
}

TEST_CASE("http: what the sink throws comes out") {
  File file;
  HttpServer server([&](const std::string& request) { return file.answer(request); });
  CHECK_THROWS_AS(http::fetch({.url = server.url("/f")}, [](std::string_view) { throw std::runtime_error("full"); }),
                  std::runtime_error);
}

TEST_CASE("http: a fetch as a pipe") {
  File file;
  file.cut_after = 70'001;
  HttpServer server([&](const std::string& request) { return file.answer(request); });
  http::FetchPipe pipe({.url = server.url("/f.bin"), .first_pause = 1ms});
  std::string got(file.content.size() + 1, '\0');
  std::size_t size = 0;
  for (ssize_t count = 1; count > 0; size += static_cast<std::size_t>(count))
    count = ::read(pipe.descriptor(), got.data() + size, got.size() - size);
  CHECK(got.substr(0, size) == file.content);
  CHECK(pipe.finish().name == "f.bin");
  http::FetchPipe missing({.url = "http://127.0.0.1:1/", .attempts = 1});
  CHECK(::read(missing.descriptor(), got.data(), 1) == 0);
  CHECK(failure_of([&] { missing.finish(); }).kind == ErrorKind::unavailable);
}

TEST_CASE("http: a pipe that nobody reads any more ends its fetch") {
  const InterruptScope broken_pipes_are_errors;
  HttpServer quiet([](const std::string&) {
    std::this_thread::sleep_for(300ms);
    return std::string();
  });
  const auto start = std::chrono::steady_clock::now();
  { const http::FetchPipe pipe({.url = quiet.url("/"), .first_pause = 1h}); }
  CHECK(std::chrono::steady_clock::now() - start < 250ms);
  File file;
  file.content = text_of(8'000'000);
  HttpServer server([&](const std::string& request) { return file.answer(request); });
  { const http::FetchPipe pipe({.url = server.url("/")}); }
}
