// SPDX-License-Identifier: Apache-2.0
#include "transfer/lanes.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"
#include "transfer/windows.hpp"
#include "transport/stream/socket.hpp"

#include <atomic>
#include <mutex>

using namespace aifactory;
using namespace aifactory::transfer;
using namespace transport;

namespace {

/// What a test sets and reads of one channel. Answers come at the next receive(), unless they are held.
struct Line {
  bool wanted = false;
  bool held = false;
  bool open = true;
};

class Files final : public FileChannel {
 public:
  explicit Files(Line& line) : line_(line), ends_(make_pipe()) {}
  ~Files() override { line_.open = false; }
  RequestId submit(const Request&) override {
    asked_.push_back(++last_);
    return last_;
  }
  std::vector<Reply> receive() override {
    std::vector<Reply> replies;
    if (line_.held) return replies;
    for (const auto id : std::exchange(asked_, {}))
      replies.emplace_back().id = id;
    return replies;
  }
  std::size_t in_flight() const override { return asked_.size(); }
  std::size_t unsent() const override { return 0; }
  const FileLimits& limits() const override { return limits_; }
  bool wanted_back() const override { return line_.wanted; }
  pollfd poll_for() const override { return {.fd = ends_.first.get(), .events = POLLIN, .revents = 0}; }

 private:
  Line& line_;
  std::pair<UniqueFd, UniqueFd> ends_;
  FileLimits limits_;
  std::vector<RequestId> asked_;
  RequestId last_ = 0;
};

class FilesHost final : public Host {
 public:
  const std::string& name() const override { return name_; }
  std::unique_ptr<Channel> start(std::string_view) override { return nullptr; }
  std::unique_ptr<FileChannel> open_files() override {
    const std::lock_guard lock{mutex_};
    ++asked;
    if (lines.size() == at_most) throw Error{{.kind = ErrorKind::unavailable, .what = "no further session"}};
    return std::make_unique<Files>(*lines.emplace_back(std::make_unique<Line>()));
  }

  std::size_t at_most = 100;
  std::atomic<std::size_t> asked = 0;
  std::vector<std::unique_ptr<Line>> lines;

 private:
  std::string name_ = "test";
  std::mutex mutex_;
};

void turn(Lanes& lanes) {
  lanes.turn({}, std::chrono::milliseconds(1));
}

void grow(Lanes& lanes, std::size_t wanted) {
  lanes.grow();
  while (lanes.all().size() < wanted)
    turn(lanes);
  lanes.drain();
}

}  // namespace

TEST_CASE("a lane that others wait for is given back when nothing is under way on it") {
  FilesHost host;
  Lanes lanes(host, 3);
  grow(lanes, 3);
  auto& lane = *lanes.all()[1];
  auto& line = *host.lines[1];
  line.held = line.wanted = true;
  lane.submit(request::RealPath{.path = "."}, [](Reply&) {});
  CHECK(may_begin_piece(lane));
  turn(lanes);
  CHECK(lane.leaving);
  CHECK(lanes.all().front().get() == &lane);  // to be fed first
  CHECK(&lanes.first() != &lane);
  CHECK_FALSE(may_begin_piece(lane));
  REQUIRE(line.open);
  lane.pieces = 1;
  line.held = false;
  turn(lanes);
  turn(lanes);
  REQUIRE(line.open);  // a piece of a file is begun
  lane.pieces = 0;
  turn(lanes);
  CHECK_FALSE(line.open);
  CHECK(lanes.all().size() == 2);
  lanes.grow();  // not at once: others are to have it
  CHECK(host.asked == 3);
}

TEST_CASE("the first lane stays") {
  FilesHost host;
  Lanes lanes(host, 2);
  grow(lanes, 2);
  for (const auto& line : host.lines)
    line->wanted = true;
  turn(lanes);
  CHECK(lanes.all().size() == 1);
  CHECK(host.lines[0]->open);
}

TEST_CASE("a refused channel is not asked for again at once") {
  FilesHost host;
  host.at_most = 2;
  Lanes lanes(host, 4);
  grow(lanes, 2);
  while (host.asked < 4)
    turn(lanes);
  turn(lanes);
  lanes.grow();
  turn(lanes);
  CHECK(host.asked == 4);
  CHECK(lanes.all().size() == 2);
}
