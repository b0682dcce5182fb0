// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include <fmt/format.h>

#include "aifactory/base/text.hpp"
#include "aifactory/monitoring/logs.hpp"
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/project_choice.hpp"

namespace aifactory::cli {
namespace {

struct Options {
  std::string run;
  bool follow = false;
  bool errors = false;
  std::optional<int> tail;
};

/// Asks for the run's state, but not at every look at the log.
class RunWatch {
 public:
  RunWatch(AppContext& context, job::Run run) : context_(context), run_(std::move(run)) {}

  bool ended() {
    const auto now = std::chrono::steady_clock::now();
    if (scheduler::is_final(run_.state) || now < next_) return scheduler::is_final(run_.state);
    run_ = refreshed(context_, {run_}).front();
    const Seconds age = aifactory::now() - run_.created;
    next_ = now + job::poll_pause(looks_++, age, context_.site(run_.site).profile().poll_at_least);
    return scheduler::is_final(run_.state);
  }
  const job::Run& run() const { return run_; }

 private:
  AppContext& context_;
  job::Run run_;
  int looks_ = 0;
  std::chrono::steady_clock::time_point next_{};
};

/// To a pipe the bytes as they are; to a terminal made harmless.
void write_log(const output::Terminal& terminal, std::string_view bytes) {
  if (terminal.result.terminal) output::print(terminal, printable(bytes, Lines::keep));
  else output::print(terminal, bytes);
}

int run(const Options& options, AppContext& context) {
  const std::vector<std::string> names = options.run.empty() ? std::vector<std::string>{} : std::vector{options.run};
  RunWatch watch(context, chosen_runs(context, names).front());
  if (options.follow) watch.ended();
  monitoring::LogOptions what{.path = options.errors ? watch.run().stderr_path : watch.run().stdout_path,
                              .follow = options.follow};
  if (options.tail) what.tail_lines = static_cast<std::uint64_t>(std::max(0, *options.tail));
  const output::Terminal& terminal = context.terminal();
  monitoring::read_log(context.site(watch.run().site).login_host(), what,
                       {.sink = [&](std::string_view bytes) { write_log(terminal, bytes); },
                        .notice = [&](std::string_view text) { output::note(terminal, text); },
                        .ended = [&] { return watch.ended(); }});
  if (options.follow)
    output::note(terminal, fmt::format("{} {}", watch.run().name, scheduler::name_of(watch.run().state)));
  return 0;
}

}  // namespace

Command job_logs() {
  auto options = std::make_shared<Options>();
  return {
      .name = "logs",
      .summary = "Show what a run printed, and follow it",
      .details = "With --follow it waits for the run to start, goes on after a lost connection from the byte where it was, and "
                 "ends by itself when the run has ended and everything was shown.",
      .examples = {{"aifactory job logs -f", "follow the latest run"},
                   {"aifactory job logs train-7f3k --tail 20", "its last lines"},
                   {"aifactory job logs train-7f3k --errors", "its standard error"}},
      .options = {{"RUN", "run name or job id (default: the latest)", &options->run},
                  {"-f,--follow", "go on until the run has ended", &options->follow},
                  {"--errors", "standard error instead of standard output", &options->errors},
                  {"--tail", "begin with the last lines", &options->tail, "LINES"}},
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
