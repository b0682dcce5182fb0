// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/metrics.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/metrics_record.hpp"

namespace aifactory::cli {
namespace {

struct Options {
  std::string run;
  std::vector<std::string> series;
  bool log_scale = false;
  bool plot = false;
};

int run(const Options& options, AppContext& context) {
  const std::vector<std::string> names = options.run.empty() ? std::vector<std::string>{} : std::vector{options.run};
  const job::Run run = chosen_runs(context, names).front();
  const monitoring::Metrics metrics =
      monitoring::collect(context.site(run.site).login_host(), run.folder + "/work", run.metrics);
  print_metrics(context, run.name, metrics,
                {.names = options.series, .log_scale = options.log_scale, .plot = options.plot});
  return 0;
}

}  // namespace

Command job_metrics() {
  auto options = std::make_shared<Options>();
  return {
      .name = "metrics",
      .summary = "Show the curves that a run writes",
      .details =
          "Reads the files named under 'metrics' of the job: JSON Lines, CSV, TensorBoard event files, W&B "
          "offline runs and Hugging Face's trainer_state.json. On a terminal the curves are drawn; -o jsonl gives a "
          "point a line.",
      .examples = {{"aifactory job metrics", "curves of the latest run"},
                   {"aifactory job metrics --series loss,val_loss", "only these"},
                   {"aifactory job metrics -o jsonl", "every point, for other tools"}},
      .options = {{"RUN", "run name or job id (default: the latest)", &options->run},
                  {"--series", "only curves of these names (comma-separated; may be repeated)", &options->series,
                   "NAMES"},
                  {"--log", "logarithmic scale", &options->log_scale},
                  {"--plot", "draw the curves also when the output is not a terminal", &options->plot}},
      .shape = &metrics_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
