// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/job/end_watch.hpp"
#include "aifactory/job/jobs.hpp"

#include "job/look_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::job {

namespace {

using Clock = std::chrono::steady_clock;

// How often the runs' own records are looked at.
constexpr std::chrono::seconds watch_pause{3};

std::chrono::milliseconds moment(Clock::time_point time) {
  return std::chrono::ceil<std::chrono::milliseconds>(time.time_since_epoch());
}

bool all_final(const std::vector<Run>& runs) {
  return std::ranges::all_of(runs, [](const Run& run) { return scheduler::is_final(run.state); });
}

Seconds youngest(const std::vector<Run>& runs) {
  auto age = Seconds::max();
  for (const auto& run : runs)
    if (!scheduler::is_final(run.state)) age = std::min(age, std::max(now() - run.created, Seconds{0}));
  return age;
}

std::vector<scheduler::State> states_of(const std::vector<Run>& runs) {
  std::vector<scheduler::State> states;
  for (const auto& run : runs)
    states.push_back(run.state);
  return states;
}

/// One site that is waited for: when it is looked at next.
class Site {
 public:
  explicit Site(Waiting waiting)
      : waiting_(std::move(waiting)),
        watch_(waiting_.jobs->parts().host),
        plan_(waiting_.jobs->parts().site.poll_at_least) {}

  const std::vector<Run>& runs() const { return waiting_.runs; }
  bool done() const { return all_final(waiting_.runs); }
  Clock::time_point next() const { return std::min(look_at(), watch_at_); }

  /// What is due now; true after a look.
  bool act(Clock::time_point now) {
    if (now < look_at()) {
      if (watch_.noticed(waiting_.runs)) plan_.noticed(moment(now));
      watch_at_ = now + watch_pause;
      return false;
    }
    const bool news = look();
    now = Clock::now();
    plan_.looked(moment(now), youngest(waiting_.runs), news);
    watch_at_ = now + watch_pause;
    return true;
  }

 private:
  Clock::time_point look_at() const { return Clock::time_point(plan_.next()); }

  /// A site that has answered once comes back, too, when it cannot be reached at all.
  bool may_pass(ErrorKind kind) const {
    return kind == ErrorKind::try_again || (answered_ && kind == ErrorKind::unavailable);
  }

  /// Has a state changed?
  bool look() {
    const auto before = states_of(waiting_.runs);
    try {
      waiting_.runs = waiting_.jobs->refresh(waiting_.runs);
      answered_ = true;
    } catch (const Error& error) {
      if (!may_pass(error.kind())) throw;
    }
    return states_of(waiting_.runs) != before;
  }

  Waiting waiting_;
  EndWatch watch_;
  LookPlan plan_;
  Clock::time_point watch_at_{};
  bool answered_ = false;
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

void wait_on(std::vector<Site>& sites, std::optional<Clock::time_point> end, Seconds limit,
             const std::function<void(const std::vector<Run>&)>& tick) {
  for (auto& site : sites) {
    site.act(Clock::now());
    tick(site.runs());
  }
  while (auto* site = next_of(sites)) {
    sleep_until(site->next(), end, limit);
    if (Clock::now() >= site->next() && site->act(Clock::now())) tick(site->runs());
  }
}

// Who breaks off the wait may take the runs for ended, too.
Error broken_off(const Error& error, const std::vector<Site>& sites) {
  std::vector<std::string> names;
  for (const auto& site : sites)
    for (const auto& run : site.runs())
      if (!scheduler::is_final(run.state)) names.push_back(run.name);
  if (names.empty()) return error;
  return Error{{.kind = error.kind(),
                .what = error.what(),
                .why = names.size() == 1 ? names[0] + " goes on" : fmt::format("{} runs go on", names.size()),
                .hint = fmt::format("aifactory job wait waits again; aifactory job cancel {} ends {}",
                                    names.size() == 1 ? names[0] : "RUN", names.size() == 1 ? "it" : "one")}};
}

}  // namespace

std::vector<Run> wait_for(std::vector<Waiting> waiting, std::optional<Seconds> limit,
                          const std::function<void(const std::vector<Run>&)>& tick) {
  constexpr auto longest = std::chrono::hours(24 * 3660);
  const auto end = limit ? std::optional(Clock::now() + std::min<Seconds>(*limit, longest)) : std::nullopt;
  std::vector<Site> sites;
  sites.reserve(waiting.size());
  for (auto& site : waiting)
    sites.emplace_back(std::move(site));
  try {
    wait_on(sites, end, limit.value_or(Seconds{0}), tick);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    throw broken_off(error, sites);
  }
  std::vector<Run> runs;
  for (const auto& site : sites)
    runs.insert(runs.end(), site.runs().begin(), site.runs().end());
  return runs;
}

int exit_status_of(const Run& run) {
  if (run.state == scheduler::State::completed) return 0;
  if (run.signal > 0 && run.signal < 64) return 128 + run.signal;
  if (run.exit_code > 0 && run.exit_code < 256) return run.exit_code;
  return 1;
}

}  // namespace aifactory::job
