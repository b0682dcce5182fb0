// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/transport/http.hpp"

#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace aifactory::transport::http {
namespace {

/// A broken pipe means that the reader has gone.
void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error{{.kind = ErrorKind::interrupted, .what = "given up"}};
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

struct FetchPipe::State {
  Download download;
  UniqueFd out, in;
  Facts facts;
  std::exception_ptr thrown;
  std::thread thread;

  void work() noexcept {
    try {
      facts = fetch(download, [this](std::string_view bytes) { write_all(in.get(), bytes); });
    } catch (...) {
      thrown = std::current_exception();
    }
    in.reset();
  }
};

FetchPipe::FetchPipe(Download download) : state_(std::make_unique<State>()) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("cannot make a pipe", errno);
  state_->out.reset(ends[0]);
  state_->in.reset(ends[1]);
#ifdef F_SETPIPE_SZ
  constexpr int roomy = 1 << 20;
  ::fcntl(ends[1], F_SETPIPE_SZ, roomy);  // fewer changes between the threads; 64 KiB do, too
#endif
  state_->download = std::move(download);
  state_->download.watch = ends[1];
  state_->thread = std::thread([state = state_.get()] { state->work(); });
}

FetchPipe::~FetchPipe() {
  state_->out.reset();
  if (state_->thread.joinable()) state_->thread.join();
}

int FetchPipe::descriptor() const {
  return state_->out.get();
}

Facts FetchPipe::finish() {
  if (state_->thread.joinable()) state_->thread.join();
  if (state_->thrown) std::rethrow_exception(state_->thrown);
  return state_->facts;
}

}  // namespace aifactory::transport::http
