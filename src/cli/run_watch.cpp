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
  const auto now = std::chrono::steady_clock::now();
  if (scheduler::is_final(run_.state) || now < next_) return scheduler::is_final(run_.state);
  const int restarts = run_.restarts;
  look();
  if (run_.restarts > restarts)
    tell_(fmt::format("{} was put back into the queue and is run again (restart {})", run_.name, run_.restarts));
  const Seconds age = aifactory::now() - run_.created;
  next_ = now + job::poll_pause(looks_++, age, context_.site(run_.site).profile().poll_at_least);
  return scheduler::is_final(run_.state);
}

void RunWatch::look() {
  try {
    run_ = context_.site(run_.site).jobs().refresh({run_}).front();
    trouble_told_ = false;
  } catch (const Error& error) {
    if (!may_pass(error)) throw;
    if (!std::exchange(trouble_told_, true)) tell_(fmt::format("{}; asking again later", error.what()));
  }
}

std::string RunWatch::why_waiting() {
  ended();
  const auto why = scheduler::explain({.id = run_.id, .state = run_.state, .reason = run_.reason});
  const auto state = scheduler::name_of(run_.state);
  return fmt::format("{} is {}{}; its log is waited for", run_.name, state, why.cause.empty() ? "" : ": " + why.cause);
}

}  // namespace aifactory::cli
