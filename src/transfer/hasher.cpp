// SPDX-License-Identifier: Apache-2.0
#include "transfer/hasher.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace aifactory::transfer {
namespace {

constexpr std::size_t step = std::size_t{1} << 20;
constexpr std::uint32_t cancelled_index = UINT32_MAX;

}  // namespace

Hasher::Hasher() {
  int ends[2];
  if (pipe(ends) != 0) throw system_error("cannot make a pipe", errno);
  wakes_.reset(ends[0]);
  wake_.reset(ends[1]);
  for (const int end : ends) {
    fcntl(end, F_SETFL, O_NONBLOCK);
    fcntl(end, F_SETFD, FD_CLOEXEC);
  }
  thread_ = std::thread([this] { work(); });
}

Hasher::~Hasher() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Hasher::add(std::uint32_t index, Source source, std::uint64_t size, std::uint64_t allowed) {
  ++open_jobs_;
  const std::lock_guard lock(mutex_);
  jobs_.push_back({.index = index, .source = std::move(source), .size = size, .allowed = allowed});
  changed_.notify_all();
}

Hasher::Job* Hasher::find(std::uint32_t index) {
  const auto found =
      std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.index == index && !job.cancelled; });
  return found == jobs_.end() ? nullptr : &*found;
}

void Hasher::allow(std::uint32_t index, std::uint64_t up_to) {
  const std::lock_guard lock(mutex_);
  auto* const job = find(index);
  if (!job) return;
  job->allowed = std::max(job->allowed, up_to);
  changed_.notify_all();
}

void Hasher::cancel(std::uint32_t index) {
  const std::lock_guard lock(mutex_);
  if (auto* const job = find(index)) job->cancelled = true;
  for (auto& result : results_)
    if (result.index == index) result.index = cancelled_index;
  changed_.notify_all();
}

std::vector<Hasher::Result> Hasher::take() {
  char signs[64];
  while (read(wakes_.get(), signs, sizeof signs) == sizeof signs)
    continue;
  const std::lock_guard lock(mutex_);
  open_jobs_ -= results_.size();
  auto results = std::exchange(results_, {});
  std::erase_if(results, [](const Result& result) { return result.index == cancelled_index; });
  return results;
}

pollfd Hasher::poll_for() const {
  return {.fd = wakes_.get(), .events = POLLIN, .revents = 0};
}

void Hasher::work() {
  while (true) {
    Job* job = nullptr;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stop_ || !jobs_.empty(); });
      if (stop_) return;
      job = &jobs_.front();  // stays where it is: a deque moves nothing when it grows at its end
    }
    auto hashed = hash(*job);
    const std::lock_guard lock(mutex_);
    results_.push_back({.index = job->cancelled ? cancelled_index : job->index, .hash = hashed});
    jobs_.pop_front();
    [[maybe_unused]] const auto told = write(wake_.get(), "", 1);  // a full pipe wakes as well
  }
}

/// Where reading may go on to; `from` again when the job was cancelled.
std::uint64_t Hasher::wait_allowed(Job& job, std::uint64_t from) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stop_ || job.cancelled || job.allowed > from; });
  return stop_ || job.cancelled ? from : std::min(job.allowed, job.size);
}

std::optional<ContentHash> Hasher::hash(Job& job) {
  auto file = job.source.open;
  if (!file) file = std::make_shared<UniqueFd>(open(job.source.path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!*file) return std::nullopt;
  std::vector<std::byte> buffer(std::min<std::uint64_t>(step, job.size));
  Sha256 all;
  for (std::uint64_t at = 0; at < job.size;) {
    const auto until = wait_allowed(job, at);
    if (until == at) return std::nullopt;
    const auto wanted = std::min<std::uint64_t>(buffer.size(), until - at);
    const auto got = pread(file->get(), buffer.data(), wanted, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    all.update(std::span<const std::byte>(buffer).first(static_cast<std::size_t>(got)));
    at += static_cast<std::uint64_t>(got);
  }
  return ContentHash::from_hex(all.hex());
}

}  // namespace aifactory::transfer
