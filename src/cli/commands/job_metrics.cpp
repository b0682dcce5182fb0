// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/metrics_follow.hpp"
#include "cli/metrics_push.hpp"
#include "cli/metrics_view.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/metrics_record.hpp"

#include <fmt/format.h>

#include <charconv>
#include <set>

namespace aifactory::cli {
namespace {

struct Options {
  std::vector<std::string> runs;
  std::vector<std::string> series;
  std::string smooth, x;
  bool log_scale = false, plot = false, follow = false, open_metrics = false;
  std::string svg, gateway, mlflow;
};

double weight_in(const std::string& text) {
  double weight = 0;
  if (text.empty()) return weight;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  if (error == std::errc() && end == text.data() + text.size() && weight >= 0 && weight < 1) return weight;
  throw Error{{.kind = ErrorKind::usage,
               .what = "--smooth takes a weight from 0 to below 1, not '" + printable(text) + "'",
               .hint = "try --smooth 0.9"}};
}

ViewOptions view_of(const Options& options) {
  return {.curves = {.x = options.x == "time" ? Axis::time : Axis::step, .smoothing = weight_in(options.smooth)},
          .scale = options.log_scale ? output::Scale::logarithmic : output::Scale::linear,
          .all_as_plots = !options.series.empty()};
}

void tell_complaints(const output::Terminal& terminal, const std::vector<RunNumbers>& runs) {
  for (const RunNumbers& numbers : runs) {
    for (const auto* metrics : {&numbers.metrics.training, &numbers.metrics.nodes})
      for (const auto& complaint : metrics->complaints)
        output::warn(terminal, fmt::format("{}: {}: {}", numbers.run.name, printable(complaint.source),
                                           printable(complaint.text)));
    for (const std::string& missing : numbers.missing)
      output::note(terminal, fmt::format("{}: {}", numbers.run.name, missing));
  }
}

void push(AppContext& context, const Options& options, const std::vector<RunNumbers>& runs) {
  if (!options.gateway.empty()) {
    push_to_gateway(options.gateway, runs);
    output::note(context.terminal(), fmt::format("pushed {} run(s) to {}", runs.size(), printable(options.gateway)));
  }
  if (options.mlflow.empty()) return;
  const std::string experiment = context.settings().has_project() ? context.settings().project().name : "aifactory";
  const MlflowCount count = push_to_mlflow(options.mlflow, experiment, runs);
  output::note(
      context.terminal(),
      fmt::format("wrote {} run(s) with {} values to experiment {}{}", count.runs, count.metrics, experiment,
                  count.left_out > 0 ? fmt::format("; {} NaN or infinite ones stay behind", count.left_out) : ""));
}

bool is_for_people(const AppContext& context, const Options& options) {
  const output::Selection selection = context.selection();
  return selection.format == output::Format::table && !selection.fields &&
         (options.plot || context.terminal().result.terminal);
}

// What is made once, of all points, is not made while they still come.
void refuse_beside_follow(const Options& options) {
  if (!options.follow) return;
  for (const auto& [name, given] : {std::pair{"--svg", !options.svg.empty()},
                                    {"--open-metrics", options.open_metrics},
                                    {"--push-gateway", !options.gateway.empty()},
                                    {"--mlflow", !options.mlflow.empty()}})
    if (given)
      throw Error{{.kind = ErrorKind::usage,
                   .what = fmt::format("{} does not go with --follow", name),
                   .hint = "leave --follow out, or call it again once the runs have ended"}};
}

void put_svg(const AppContext& context, const std::string& file, const std::string& picture) {
  if (file == "-") return output::print(context.terminal(), picture);
  write_file(file, picture);
}

// Other tools get what was chosen, too. What was borrowed of the runs is no longer there then.
void keep_only(const std::vector<ChosenSeries>& chosen, std::vector<RunNumbers>& runs) {
  std::set<std::string> names;
  for (const ChosenSeries& one : chosen)
    names.insert(one.series->name);
  for (RunNumbers& numbers : runs)
    for (auto* metrics : {&numbers.metrics.training, &numbers.metrics.nodes})
      std::erase_if(metrics->series, [&](const monitoring::Series& series) { return !names.contains(series.name); });
}

int run(const Options& options, AppContext& context) {
  refuse_beside_follow(options);
  const ViewOptions view = view_of(options);
  const auto chosen_ones = refreshed(context, chosen_runs(context, options.runs));
  if (options.follow)
    return follow_metrics(context, chosen_ones, {.view = view, .patterns = options.series, .plot = options.plot});
  std::vector<RunNumbers> runs = numbers_of(context, chosen_ones);
  const auto chosen = choose_series(runs, options.series);
  tell_complaints(context.terminal(), runs);
  if (!options.svg.empty()) put_svg(context, options.svg, draw_svg(chosen, view));
  if (options.open_metrics || !options.gateway.empty() || !options.mlflow.empty()) {
    keep_only(chosen, runs);
    push(context, options, runs);
    if (options.open_metrics) output::print(context.terminal(), open_metrics_text(runs));
    return 0;
  }
  if (!options.svg.empty()) return 0;
  if (is_for_people(context, options))
    output::print(context.terminal(), draw_metrics(context.terminal().result, runs, chosen, view));
  else
    print_metrics(context, runs, chosen);
  return 0;
}

}  // namespace

Command job_metrics() {
  auto options = std::make_shared<Options>();
  return {
      .name = "metrics",
      .summary = "Show what runs learn, and what they use",
      .details =
          "Reads the files named under 'metrics' of the job (JSON Lines, CSV, TensorBoard event files, W&B offline "
          "runs, "
          "Hugging Face's trainer_state.json), what the sampler measured on the nodes beside the job (GPUs, cores, "
          "memory, "
          "disk, network), and Slurm's accounts. On a terminal the curves are drawn, those of several runs over one "
          "another. Names carry their units; in OpenMetrics all names begin with aifactory_.",
      .examples = {{"aifactory job metrics", "curves of the latest run"},
                   {"aifactory job metrics train-7f3k train-9c2m --series '*loss' --smooth 0.9",
                    "two runs over one another"},
                   {"aifactory job metrics --follow --series loss,gpu*", "live"},
                   {"aifactory job metrics --svg curves.svg", "a picture for a paper"},
                   {"aifactory job metrics -o csv", "every point, for other tools"},
                   {"aifactory job metrics --push-gateway http://localhost:9091", "to Prometheus"}},
      .options = {{"RUN", "run names or job ids (default: the latest)", &options->runs},
                  {"--series",
                   "only curves whose names fit: loss, 'train/*', 'gpu*' (comma-separated; may be repeated)",
                   &options->series, "NAMES"},
                  {.name = "--x",
                   .help = "what the curves are drawn over (default: step)",
                   .to = &options->x,
                   .value = "AXIS",
                   .choices = {"step", "time"}},
                  {"--smooth", "smooth as TensorBoard does: weight of the past, 0 to below 1", &options->smooth,
                   "WEIGHT"},
                  {"--log", "logarithmic scale", &options->log_scale},
                  {"-f,--follow", "draw again until the runs have ended; in a pipe, a line for each new point",
                   &options->follow},
                  {"--plot", "draw the curves also when the output is not a terminal", &options->plot},
                  {"--svg", "write the curves into this file as SVG (-: standard output)", &options->svg, "FILE"},
                  {"--open-metrics", "the latest numbers as OpenMetrics text", &options->open_metrics},
                  {"--push-gateway", "give the latest numbers to a Prometheus Pushgateway", &options->gateway, "URL"},
                  {"--mlflow", "write every point to an MLflow tracking server ($MLFLOW_TRACKING_TOKEN is its token)",
                   &options->mlflow, "URL"}},
      .shape = &metrics_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
