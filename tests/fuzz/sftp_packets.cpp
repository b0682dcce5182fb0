// SPDX-License-Identifier: Apache-2.0
// What a file server, or something in its place, answers to every kind of request: replies or an Error, never more
// bytes of a file than were asked for, and no reply that was not due. The first byte says in what pieces it arrives.
#include "aifactory/base/error.hpp"

#include "transport/sftp/sftp.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <set>

namespace {

using namespace aifactory;
using namespace aifactory::transport;

/// Says what it is given, then ends.
class Recording final : public Channel {
 public:
  Recording(std::span<const std::byte> bytes, std::size_t piece) : rest_(bytes), piece_(piece) {}
  std::size_t write(std::span<const std::byte> bytes) override { return bytes.size(); }
  void finish_writing() override {}
  Arrival read(std::span<std::byte> into) override {
    const auto size = std::min({into.size(), piece_, rest_.size()});
    if (size == 0) return {.kind = Arrival::Kind::end};
    std::memcpy(into.data(), rest_.data(), size);
    rest_ = rest_.subspan(size);
    return {.kind = Arrival::Kind::out, .size = size};
  }
  const Ending& ending() const override { return ending_; }
  void send_signal(std::string_view) override {}
  pollfd poll_for() const override { return {.fd = -1, .events = 0, .revents = 0}; }

 private:
  std::span<const std::byte> rest_;
  std::size_t piece_;
  Ending ending_;
};

constexpr std::uint32_t asked = 100;

std::set<RequestId> ask_all(FileChannel& files) {
  const Request all[] = {request::Open{.path = "a"},
                         request::Read{.handle = "h", .offset = 0, .size = asked},
                         request::Write{.handle = "h", .offset = 0, .bytes = {}},
                         request::Stat{.path = "a"},
                         request::OpenDirectory{.path = "d"},
                         request::ReadDirectory{.handle = "h"},
                         request::ReadLink{.path = "l"},
                         request::Rename{.from = "a", .to = "b"},
                         request::Close{.handle = "h"}};
  std::set<RequestId> due;
  for (const auto& request : all)
    due.insert(files.submit(request));
  return due;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = std::as_bytes(std::span(data, size)).subspan(1);
  try {
    const auto files = make_sftp(std::make_unique<Recording>(bytes, data[0] + std::size_t{1}));
    auto due = ask_all(*files);
    while (files->in_flight() > 0)
      for (const auto& reply : files->receive())
        if (due.erase(reply.id) == 0 || reply.data.size() > asked) std::abort();
  } catch (const Error&) {
    return 0;
  }
  return 0;
}
