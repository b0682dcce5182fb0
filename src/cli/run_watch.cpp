// SPDX-License-Identifier: Apache-2.0
#include "cli/run_watch.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/job/jobs.hpp"

#include "cli/app_context.hpp"

#include <fmt/format.h>

#include <utility>

namespace aifactory::cli {
namespace {

bool may_pass(const Error& error) {
  return error.kind() == ErrorKind::try_again || error.kind() == ErrorKind::unavailable;
}

}  // namespace

bool RunWatch::ended() {
  if (scheduler::is_final(run_.state)) return true;
  if (answer_.valid()) {
    if (answer_.wait_for(Seconds{0}) == std::future_status::ready) take_answer();
  } else if (schedule_.is_due(std::chrono::steady_clock::now())) {
    ask();
  }
  return scheduler::is_final(run_.state);
}

void RunWatch::update() {
  if (scheduler::is_final(run_.state)) return;
  if (!answer_.valid()) ask();
  take_answer();
}

void RunWatch::ask() {
  auto& site = context_.site(run_.site);
  const Seconds age = aifactory::now() - run_.created;
  schedule_.asked(std::chrono::steady_clock::now(), job::poll_pause(looks_++, age, site.profile().poll_at_least));
  answer_ = std::async(std::launch::async, [&site, run = run_] { return site.jobs().refresh({run}).front(); });
}

void RunWatch::take_answer() {
  const int restarts = run_.restarts;
  try {
    run_ = answer_.get();
    trouble_told_ = false;
  } catch (const Error& error) {
    if (!may_pass(error)) throw;
    if (!std::exchange(trouble_told_, true)) tell_(fmt::format("{}; asking again later", error.what()));
  }
  if (run_.restarts > restarts)
    tell_(fmt::format("{} was put back into the queue and is run again (restart {})", run_.name, run_.restarts));
}

std::string RunWatch::why_waiting() {
  update();
  const auto why = scheduler::explain({.id = run_.id, .name = run_.name, .state = run_.state, .reason = run_.reason});
  const auto state = scheduler::name_of(run_.state);
  return fmt::format("{} is {}{}; {}", run_.name, state, why.cause.empty() ? "" : ": " + why.cause,
                     scheduler::is_final(run_.state) ? "it has no log" : "its log is waited for");
}

}  // namespace aifactory::cli
