// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/job/end_watch.hpp"
#include "aifactory/job/jobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace aifactory::job {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How often the runs' own records are looked at.
constexpr milliseconds watch_pause = std::chrono::seconds(3);
// A job that has just told its end is not at once ended for the batch system.
constexpr int eager_looks = 3;
constexpr milliseconds eager_pause = std::chrono::seconds(2);

bool all_final(const std::vector<Run>& runs) {
  return std::ranges::all_of(runs, [](const Run& run) { return scheduler::is_final(run.state); });
}

Seconds youngest(const std::vector<Run>& runs) {
  auto age = Seconds::max();
  for (const auto& run : runs)
    if (!scheduler::is_final(run.state)) age = std::min(age, std::max(now() - run.created, Seconds{0}));
  return age;
}

/// One site that is waited for: when it is looked at next.
class Site {
 public:
  explicit Site(Waiting waiting) : waiting_(std::move(waiting)), watch_(waiting_.jobs->parts().host) {}

  const std::vector<Run>& runs() const { return waiting_.runs; }
  bool done() const { return all_final(waiting_.runs); }
  Clock::time_point next() const { return std::min(look_at_, watch_at_); }

  /// What is due now; true after a look.
  bool act(Clock::time_point now) {
    if (now < look_at_) {
      if (watch_.noticed(waiting_.runs)) look_soon(now);
      watch_at_ = now + watch_pause;
      return false;
    }
    look();
    plan(Clock::now());
    return true;
  }

 private:
  void look() {
    try {
      waiting_.runs = waiting_.jobs->refresh(waiting_.runs);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::try_again) throw;
    }
  }

  void look_soon(Clock::time_point now) {
    eager_ = eager_looks;
    look_at_ = now;
  }

  void plan(Clock::time_point now) {
    auto pause = poll_pause(looks_++, youngest(waiting_.runs), waiting_.jobs->parts().site.poll_at_least);
    if (eager_ > 0 && eager_--) pause = std::min(pause, eager_pause);
    look_at_ = now + pause;
    watch_at_ = pause > watch_pause ? now + watch_pause : look_at_;
  }

  Waiting waiting_;
  EndWatch watch_;
  Clock::time_point look_at_{}, watch_at_{};
  int looks_ = 0;
  int eager_ = 0;
};

Site* next_of(std::vector<Site>& sites) {
  Site* next = nullptr;
  for (auto& site : sites)
    if (!site.done() && (!next || site.next() < next->next())) next = &site;
  return next;
}

void sleep_until(Clock::time_point moment, std::optional<Clock::time_point> end, Seconds limit) {
  const auto now = Clock::now();
  if (end && now >= *end)
    throw Error{{.kind = ErrorKind::timed_out,
                 .what = fmt::format("not all runs have ended within {}", format_duration(limit)),
                 .hint = "they go on; wait again, or look: aifactory job list"}};
  if (end) moment = std::min(moment, *end);
  if (moment > now) interruptible_sleep(std::chrono::ceil<Milliseconds>(moment - now));
}

}  // namespace

std::vector<Run> wait_for(std::vector<Waiting> waiting, std::optional<Seconds> limit,
                          const std::function<void(const std::vector<Run>&)>& tick) {
  constexpr auto longest = std::chrono::hours(24 * 3660);
  const auto end = limit ? std::optional(Clock::now() + std::min<Seconds>(*limit, longest)) : std::nullopt;
  std::vector<Site> sites;
  sites.reserve(waiting.size());
  for (auto& site : waiting) {
    sites.emplace_back(std::move(site));
    sites.back().act(Clock::now());
    tick(sites.back().runs());
  }
  while (auto* site = next_of(sites)) {
    sleep_until(site->next(), end, limit.value_or(Seconds{0}));
    if (Clock::now() >= site->next() && site->act(Clock::now())) tick(site->runs());
  }
  std::vector<Run> runs;
  for (const auto& site : sites)
    runs.insert(runs.end(), site.runs().begin(), site.runs().end());
  return runs;
}

// Short jobs are answered soon; an hour of waiting costs under fifty looks, and the controller under a hundred
// requests: each squeue makes two. A job's own record tells starts and ends in between. Somebody who comes back to an
// old job is answered soon too, but only at first.
milliseconds poll_pause(int look, Seconds age, Seconds site_minimum) {
  const milliseconds by_age = std::clamp(age / 3, Seconds{2}, Seconds{120});
  const auto by_look = milliseconds(static_cast<long>(2'000 * std::pow(1.5, std::clamp(look, 0, 20))));
  return std::max<milliseconds>(std::min(by_age, by_look), site_minimum);
}

int exit_status_of(const Run& run) {
  if (run.state == scheduler::State::completed) return 0;
  if (run.signal > 0 && run.signal < 64) return 128 + run.signal;
  if (run.exit_code > 0 && run.exit_code < 256) return run.exit_code;
  return 1;
}

}  // namespace aifactory::job
