// SPDX-License-Identifier: Apache-2.0
// What a host answers about logs, as hostile bytes: read_logs must end, with the bytes or with an Error. "MARK" in the
// input stands for the mark that the program on the host was given.
#include "aifactory/base/error.hpp"
#include "aifactory/transport/host.hpp"

#include "monitoring/log_follower.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

namespace {

using namespace aifactory;

class Recorded final : public transport::Channel {
 public:
  explicit Recorded(std::string text) : text_(std::move(text)) {}
  std::size_t write(std::span<const std::byte> bytes) override { return bytes.size(); }
  void finish_writing() override {}
  transport::Arrival read(std::span<std::byte> into) override {
    const auto size = std::min({into.size(), text_.size() - at_, std::size_t{7} + at_ % 5});
    if (size == 0) return {.kind = transport::Arrival::Kind::end};
    std::memcpy(into.data(), text_.data() + at_, size);
    at_ += size;
    return {.kind = transport::Arrival::Kind::out, .size = size};
  }
  const transport::Ending& ending() const override { return ending_; }
  void send_signal(std::string_view) override {}
  pollfd poll_for() const override { return {.fd = -1, .events = 0, .revents = 0}; }

 private:
  std::string text_;
  std::size_t at_ = 0;
  transport::Ending ending_;
};

class HostileHost final : public transport::Host {
 public:
  explicit HostileHost(std::string answer) : answer_(std::move(answer)) {}
  const std::string& name() const override { return name_; }
  std::unique_ptr<transport::Channel> start(std::string_view script) override {
    const auto at = script.find("mark=") + 5;
    const auto mark = script.substr(at, script.find('\n', at) - at);
    auto text = answer_;
    for (auto found = text.find("MARK"); found != text.npos; found = text.find("MARK", found + mark.size()))
      text.replace(found, 4, mark);
    return std::make_unique<Recorded>(std::move(text));
  }
  std::unique_ptr<transport::FileChannel> open_files() override {
    throw Error{{.kind = ErrorKind::unavailable, .what = "no files here"}};
  }

 private:
  std::string name_ = "host", answer_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace monitoring;
  if (size == 0) return 0;
  HostileHost host(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  LogOptions options{.paths = {"/r/a.log", "/r/b-*.log"}, .follow = (data[0] & 1) != 0};
  if ((data[0] & 2) != 0) options.tail_lines = 3;
  int looks = 0;
  try {
    LogFollower(host, options,
                {.sink = [](const LogPiece&) {}, .notice = [](std::string_view) {}, .ended = [] { return true; }},
                {.sleep =
                     [&looks](Milliseconds) {
                       if (++looks > 100) throw Error{{.kind = ErrorKind::timed_out, .what = "enough"}};
                     },
                 .random = [] { return 0.5; }})
        .run();
  } catch (const Error&) {
    return 0;
  }
  return 0;
}
