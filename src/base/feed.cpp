// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/feed.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace aifactory {

void Feed::Put::operator()(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error{{.kind = ErrorKind::interrupted, .what = "given up"}};
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

struct Feed::State {
  UniqueFd out, in;
  std::exception_ptr thrown;
  std::thread thread;

  void work(const std::function<void(const Put&)>& write) noexcept {
    try {
      write(Put{in.get()});
    } catch (...) {
      thrown = std::current_exception();
    }
    in.reset();
  }
};

Feed::Feed(std::function<void(const Put& put)> write) : state_(std::make_unique<State>()) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("cannot make a pipe", errno);
  state_->out.reset(ends[0]);
  state_->in.reset(ends[1]);
#ifdef F_SETPIPE_SZ
  constexpr int roomy = 1 << 20;
  ::fcntl(ends[1], F_SETPIPE_SZ, roomy);  // fewer changes between the threads; 64 KiB do, too
#endif
  state_->thread = std::thread([state = state_.get(), write = std::move(write)] { state->work(write); });
}

Feed::~Feed() {
  state_->out.reset();
  if (state_->thread.joinable()) state_->thread.join();
}

int Feed::descriptor() const {
  return state_->out.get();
}

void Feed::finish() {
  if (state_->thread.joinable()) state_->thread.join();
  if (state_->thrown) std::rethrow_exception(state_->thrown);
}

}  // namespace aifactory
