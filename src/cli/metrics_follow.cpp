// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics_follow.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/end_watch.hpp"
#include "aifactory/job/jobs.hpp"

#include "cli/app_context.hpp"
#include "cli/look_schedule.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/metrics_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <list>
#include <map>
#include <utility>

namespace aifactory::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr Milliseconds pause{3000};  // between looks at the files

/// Text at the same place again and again.
class Redrawn {
 public:
  explicit Redrawn(const output::Terminal& terminal) : terminal_(terminal) {}

  void show(const output::Stream& stream, const std::string& text) {
    const auto size = std::pair(stream.columns, stream.rows);
    std::string drawn = lines_ == 0 ? "" : fmt::format("\x1b[{}F", lines_);
    if (lines_ > 0 && size != size_) drawn = "\x1b[H\x1b[2J";  // the terminal has broken the lines anew
    for (const std::string& line : split_lines(text))          // line by line: nothing flickers
      drawn += line + "\x1b[K\n";
    output::print(terminal_, drawn + "\x1b[J");
    lines_ = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    size_ = size;
  }

 private:
  const output::Terminal& terminal_;
  std::size_t lines_ = 0;
  std::pair<std::size_t, std::size_t> size_;
};

/// Gives every point once.
class Appended {
 public:
  Appended(const output::Terminal& terminal, output::Format format) : terminal_(terminal), format_(format) {
    if (format_ == output::Format::csv) output::print(terminal_, "run,name,source,step,time,value\n");
  }

  void show(const std::vector<ChosenSeries>& chosen) {
    for (const ChosenSeries& each : chosen) {
      std::size_t& shown = shown_[each.run->name + '\0' + each.series->source + '\0' + each.series->name];
      const std::size_t count = each.series->points.size();
      if (shown > count) shown = 0;  // written anew
      output::print(terminal_, point_lines(each, shown, format_));
      shown = count;
    }
  }

 private:
  const output::Terminal& terminal_;
  output::Format format_;
  std::map<std::string, std::size_t> shown_;
};

class Follower {
 public:
  Follower(AppContext& context, std::vector<job::Run> runs, const FollowOptions& options)
      : context_(context),
        options_(options),
        drawn_(context.terminal()),
        appended_(context.terminal(), context.selection().format) {
    for (job::Run& run : runs)
      numbers_.push_back({.run = std::move(run)});
    for (RunNumbers& numbers : numbers_)
      numbers.whole_nodes = has_whole_nodes(context, numbers.run.site);
    for (const RunNumbers& numbers : numbers_)
      collectors_.emplace_back(context.site(numbers.run.site).login_host(), numbers.run.folder, numbers.run.metrics);
  }

  int run() {
    for (;;) {
      const bool ended = all_ended();  // before the look: what came in between is read by it
      look();
      if (ended) return finish();
      interruptible_sleep(pause);
    }
  }

 private:
  bool all_ended() {
    const auto is_final = [](const RunNumbers& numbers) { return scheduler::is_final(numbers.run.state); };
    if (std::ranges::all_of(numbers_, is_final)) return true;
    std::map<std::string, std::vector<job::Run>> by_site;
    for (const RunNumbers& numbers : numbers_)
      by_site[numbers.run.site].push_back(numbers.run);
    for (const auto& [site, of_site] : by_site)
      if (watches_.try_emplace(site, context_.site(site).login_host()).first->second.noticed(of_site)) schedule_.hint();
    if (!schedule_.is_due(Clock::now())) return false;
    std::vector<job::Run> runs;
    for (const RunNumbers& numbers : numbers_)
      runs.push_back(numbers.run);
    runs = refreshed(context_, runs);
    for (std::size_t i = 0; i < runs.size(); ++i)
      numbers_[i].run = runs[i];
    const Seconds age = now() - runs[0].created;
    schedule_.asked(Clock::now(),
                    job::poll_pause(questions_++, age, context_.site(runs[0].site).profile().poll_at_least));
    return std::ranges::all_of(numbers_, is_final);
  }

  void look() {
    auto collector = collectors_.begin();
    for (RunNumbers& numbers : numbers_) {
      try {
        numbers.metrics = (collector++)->update();
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::try_again) throw;
      }
    }
    const auto chosen = choose();
    if (!draws()) return appended_.show(chosen);
    ViewOptions view = options_.view;
    const output::Stream stream = output::measured(context_.terminal().result);
    view.rows_in_all = stream.rows;
    const std::string text = draw_metrics(stream, numbers_, chosen, view);
    drawn_.show(stream, cut(stream, text.empty() ? "nothing was written yet\n" : text) + status(stream));
  }

  /// A curve that is not there yet may come.
  std::vector<ChosenSeries> choose() const {
    try {
      return choose_series(numbers_, options_.patterns);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::no_input) throw;
      return {};
    }
  }

  bool draws() const {
    const output::Selection selection = context_.selection();
    return selection.format == output::Format::table && context_.terminal().result.terminal &&
           context_.terminal().result.cursor;
  }

  /// What would scroll away cannot be drawn over.
  static std::string cut(const output::Stream& stream, const std::string& text) {
    const std::size_t room = std::max<std::size_t>(8, stream.rows) - 2;
    std::vector<std::string> lines = split_lines(text);
    if (lines.size() <= room) return text;
    lines.resize(room - 1);
    return join(lines, "\n") + "\n… more than fits; choose with --series\n";
  }

  std::string status(const output::Stream& stream) const {
    std::vector<std::string> words;
    for (const RunNumbers& numbers : numbers_)
      words.push_back(fmt::format("{} {}", numbers.run.name, scheduler::name_of(numbers.run.state)));
    return shorten(join(words, ", "), stream.columns - 1) + "\n";
  }

  int finish() const {
    if (draws()) return 0;
    for (const RunNumbers& numbers : numbers_)
      output::note(context_.terminal(), fmt::format("{} {}", numbers.run.name, scheduler::name_of(numbers.run.state)));
    return 0;
  }

  AppContext& context_;
  const FollowOptions& options_;
  Redrawn drawn_;
  Appended appended_;
  std::vector<RunNumbers> numbers_;
  std::list<monitoring::RunCollector> collectors_;
  std::map<std::string, job::EndWatch> watches_;  ///< by site
  LookSchedule schedule_;
  int questions_ = 0;
};

}  // namespace

int follow_metrics(AppContext& context, std::vector<job::Run> runs, const FollowOptions& options) {
  return Follower(context, std::move(runs), options).run();
}

}  // namespace aifactory::cli
