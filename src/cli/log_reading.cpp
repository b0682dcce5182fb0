// SPDX-License-Identifier: Apache-2.0
#include "cli/log_reading.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/monitoring/logs.hpp"
#include "aifactory/transport/local.hpp"

#include "cli/app_context.hpp"
#include "cli/log_cache.hpp"
#include "cli/log_view.hpp"
#include "cli/run_watch.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <unistd.h>

namespace aifactory::cli {
namespace {

std::optional<NumberList> numbers(const std::optional<std::string>& text, const char* option) {
  return text ? std::optional{parse_numbers(*text, option)} : std::nullopt;
}

/// A date, with a time or without, or how long ago. "21:00" is refused: minutes to Slurm, a time to people.
Time moment(const std::string& text) {
  for (const auto* rest : {"", ":00", "T00:00:00"})
    if (const auto time = parse_time(text + rest)) return *time;
  const bool is_clock = text.find(':') != std::string::npos;
  if (const auto age = parse_duration(text); age && !is_clock) return now() - *age;
  throw Error{{.kind = ErrorKind::usage,
               .what = fmt::format("--since: '{}' is neither a duration nor a time", printable(text)),
               .hint = "write it as 10m, 2h, 2026-11-20, or 2026-11-20T15:16 (UTC)"}};
}

LogChoice choice_of(const LogRequest& options, const job::Run& run) {
  if (options.tail.value_or(0) < 0)
    throw Error{{.kind = ErrorKind::usage,
                 .what = fmt::format("--tail takes how many lines, not {}", *options.tail),
                 .hint = fmt::format("try --tail {}", -static_cast<std::int64_t>(*options.tail))}};
  LogChoice choice{.tasks = numbers(options.tasks, "--task"),
                   .ranks = numbers(options.ranks, "--rank"),
                   .steps = numbers(options.steps, "--step"),
                   .errors_only = options.errors};
  if (choice.tasks && run.stdout_path.find("%a") == std::string::npos)
    throw Error{{.kind = ErrorKind::usage,
                 .what = fmt::format("--task: {} is no array", run.name),
                 .hint = "leave --task out: aifactory job logs " + run.name}};
  return choice;
}

std::unique_ptr<LogOutput> output_of(const LogRequest& options, AppContext& context, const job::Run& run,
                                     const LogChoice& choice) {
  const auto selection = context.selection();
  using output::Format;
  const bool text = selection.format == Format::table || selection.format == Format::wide;
  if (!text || selection.fields) return make_record_output(context.terminal(), selection);
  const auto mixed = is_mixed(run, choice) ? Mixed::yes : Mixed::no;
  const auto when = options.prefix.value_or("auto");
  const bool prefix = when == "always" || (when == "auto" && mixed == Mixed::yes);
  return make_text_output(context.terminal(), {.prefix = prefix ? Prefix::yes : Prefix::no,
                                               .mixed = mixed,
                                               .errors = options.errors ? Errors::on_stdout : Errors::apart});
}

LogView::Filter filter_of(const LogRequest& options) {
  LogView::Filter filter;
  if (options.pattern)
    filter.pattern.emplace(*options.pattern,
                           options.ignore_case ? LinePattern::Case::ignored : LinePattern::Case::matters);
  if (options.since) filter.since = moment(*options.since);
  return filter;
}

/// A log that is silent for hours does not notice by itself that `| head` has left.
void stop_if_reader_left() {
  pollfd out{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
  if (::poll(&out, 1, 0) > 0 && (out.revents & POLLERR) != 0) throw output::OutputClosed();
}

/// One call of the command.
class Reading {
 public:
  Reading(const LogRequest& options, AppContext& context, job::Run run)
      : options_(options),
        context_(context),
        watch_(context, std::move(run), [this](std::string_view text) { tell(text); }),
        choice_(choice_of(options, watch_.run())),
        paths_(log_paths(watch_.run(), choice_)),
        view_(output_of(options, context, watch_.run(), choice_), filter_of(options)),
        cache_(context.directories().cache / "logs") {}

  int run() {
    const auto kept = cached();
    if (kept) {
      const auto here = transport::make_local_host();
      read(*here, *kept, nullptr);
    } else {
      if (options_.follow) watch_.update();
      read_from_site();
    }
    view_.finish();
    if (options_.follow) tell(fmt::format("{} {}", watch_.run().name, scheduler::name_of(watch_.run().state)));
    return options_.pattern && view_.lines_shown() == 0 ? 1 : 0;
  }

 private:
  std::optional<job::Run> cached() const {
    if (!scheduler::is_final(watch_.run().state) || context_.site(watch_.run().site).is_local()) return std::nullopt;
    return cache_.find(watch_.run(), paths_);
  }

  void read_from_site() {
    auto& site = context_.site(watch_.run().site);
    const bool whole = !options_.tail && !options_.since && !choice_.tasks && !choice_.of_ranks();
    std::optional<LogCache::Recording> recording;
    if (whole && !site.is_local()) recording.emplace(cache_, watch_.run());
    const auto files = read(site.login_host(), watch_.run(), recording ? &*recording : nullptr);
    if (recording && is_settled()) recording->keep(paths_, files);
  }

  /// Long enough for the last bytes to have reached the site's file servers.
  bool ended_long_ago() const {
    const auto& run = watch_.run();
    return scheduler::is_final(run.state) && run.ended && now() - *run.ended > std::chrono::minutes(1);
  }

  bool is_settled() const { return ended_long_ago() || (options_.follow && scheduler::is_final(watch_.run().state)); }

  std::vector<monitoring::LogFile> read(transport::Host& host, const job::Run& run, LogCache::Recording* recording) {
    monitoring::LogOptions what{.paths = log_paths(run, choice_), .follow = options_.follow && !ended_long_ago()};
    if (!run.folder.empty()) what.end_record = run.folder + "/" + std::string(scheduler::record_file);
    if (options_.tail) what.tail_lines = static_cast<std::uint64_t>(*options_.tail);
    if (options_.since) what.since = moment(*options_.since);
    const auto key_of = [&](const std::string& path) { return log_key(run, choice_, path); };
    try {
      return monitoring::read_logs(
          host, what,
          {.sink =
               [&](const monitoring::LogPiece& piece) {
                 if (recording) recording->take(piece);
                 view_.take({*key_of(piece.path), piece.offset, piece.bytes, piece.utc_offset});
               },
           .notice = [this](std::string_view text) { tell(text); },
           .ended = [this] { return watch_.ended(); },
           .end_recorded = [this] { watch_.may_have_ended(); },
           .waiting = [this] { tell(watch_.why_waiting()); },
           .pausing =
               [this] {
                 view_.pause();
                 stop_if_reader_left();
               },
           .time_of = time_in_line,
           .place = [&](const std::string& path) -> std::optional<std::uint64_t> {
             const auto key = key_of(path);
             return key ? std::optional{log_place(*key)} : std::nullopt;
           }});
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::no_input) throw;
      if (options_.follow) return {};  // it ended without a word
      throw_none(error);
    }
  }

  [[noreturn]] void throw_none(const Error& error) const {
    auto failure = error.failure();
    const bool final = scheduler::is_final(watch_.run().state);
    failure.what = fmt::format("{} has no log{}", watch_.run().name, final ? "" : " yet");
    failure.why =
        final ? "it did not start, or its logs were removed" : "it has not started, or its files are not there yet";
    if (choice_.of_ranks()) {
      failure.what = fmt::format("{} has no log of such a rank or step", watch_.run().name);
      failure.why =
          "these logs are written by steps that the job's command starts with  srun \"$AIFACTORY_RANK_LOGS\" …";
      failure.hint = "aifactory job logs " + watch_.run().name + "   shows what was printed into no log of its own";
    } else if (choice_.tasks) {
      failure.what =
          fmt::format("{} has no log of task {}{}", watch_.run().name, printable(*options_.tasks), final ? "" : " yet");
      failure.why = "these tasks have not started, or are not in the array";
      failure.hint = "aifactory job show " + watch_.run().name;
    } else if (!final) {
      failure.hint = "wait for it: aifactory job logs --follow " + watch_.run().name;
    } else {
      failure.hint = "aifactory job show " + watch_.run().name + "   tells how it ended";
    }
    throw Error{failure};
  }

  void tell(std::string_view text) {
    view_.settle();
    output::note(context_.terminal(), text);
  }

  const LogRequest& options_;
  AppContext& context_;
  RunWatch watch_;
  LogChoice choice_;
  std::vector<std::string> paths_;
  LogView view_;
  LogCache cache_;
};

}  // namespace

int show_logs(const LogRequest& request, AppContext& context, job::Run run) {
  return Reading(request, context, std::move(run)).run();
}

}  // namespace aifactory::cli
