// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/monitoring/logs.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/log_printer.hpp"
#include "cli/project_choice.hpp"

#include <fmt/format.h>

#include <chrono>
#include <functional>

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

/// What the run wrote to its standard error, to ours; nothing when there is none.
void show_errors(AppContext& context, const job::Run& run, std::optional<std::uint64_t> tail_lines) {
  LogPrinter print(context.terminal().talk, [&](std::string_view text) { *context.terminal().talk.out << text; });
  try {
    monitoring::read_log(context.site(run.site).login_host(), {.path = run.stderr_path, .tail_lines = tail_lines},
                         {.sink = std::ref(print), .notice = [](std::string_view) {}, .ended = [] { return true; }});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::no_input) throw;
  }
  print.finish();
  context.terminal().talk.out->flush();
}

int run(const Options& options, AppContext& context) {
  const std::vector<std::string> names = options.run.empty() ? std::vector<std::string>{} : std::vector{options.run};
  RunWatch watch(context, chosen_runs(context, names).front());
  if (options.follow) watch.ended();
  monitoring::LogOptions what{.path = options.errors ? watch.run().stderr_path : watch.run().stdout_path,
                              .follow = options.follow};
  if (options.tail) what.tail_lines = static_cast<std::uint64_t>(*options.tail < 0 ? 0 : *options.tail);
  const output::Terminal& terminal = context.terminal();
  LogPrinter print(terminal.result, [&](std::string_view text) { output::print(terminal, text); });
  monitoring::read_log(context.site(watch.run().site).login_host(), what,
                       {.sink = std::ref(print),
                        .notice = [&](std::string_view text) { output::note(terminal, text); },
                        .ended = [&] { return watch.ended(); }});
  print.finish();
  if (!options.errors) show_errors(context, watch.run(), what.tail_lines);
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
      .details =
          "With --follow it waits for the run to start, goes on after a lost connection from the byte where it was, "
          "and "
          "ends by itself when the run has ended and everything was shown. What the run wrote to its standard error "
          "comes on standard error, behind the rest.",
      .examples = {{"aifactory job logs -f", "follow the latest run"},
                   {"aifactory job logs train-7f3k --tail 20", "its last lines"},
                   {"aifactory job logs train-7f3k --errors", "its standard error"}},
      .options = {{"RUN", "run name or job id (default: the latest)", &options->run},
                  {"-f,--follow", "go on until the run has ended", &options->follow},
                  {"--errors", "only the run's standard error, on standard output", &options->errors},
                  {"--tail", "begin with the last lines", &options->tail, "LINES"}},
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
