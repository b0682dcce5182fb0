// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/host.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/markdown.hpp"
#include "cli/metrics_view.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/report_record.hpp"
#include "cli/report.hpp"

#include <fmt/format.h>

#include <charconv>

namespace aifactory::cli {
namespace {

struct Options {
  std::string run, html, markdown, factor;
  bool project = false;
};

constexpr int tail_lines = 60;

/// Of --co2-factor.
std::optional<monitoring::Emission> given_emission(const Options& options) {
  if (options.factor.empty()) return std::nullopt;
  double grams = 0;
  const char* end = options.factor.data() + options.factor.size();
  const auto [stop, error] = std::from_chars(options.factor.data(), end, grams);
  if (error != std::errc() || stop != end || !(grams >= 0) || grams > 5000)
    throw Error{{.kind = ErrorKind::usage,
                 .what = "--co2-factor takes grams per kWh, not '" + printable(options.factor) + "'",
                 .hint = "try --co2-factor 213"}};
  return monitoring::Emission{grams, "given with --co2-factor"};
}

/// Small texts of the run's folder, in one command.
void read_texts(AppContext& context, RunReport& report) {
  const job::Run& run = report.numbers.run;
  const std::string script = fmt::format(
      "head -c 65536 {0}/spec.json 2>/dev/null; printf '\\n@aifactory\\n'; tail -n {1} {2} 2>/dev/null | tail -c "
      "65536\n",
      shell_quote(run.folder), tail_lines, shell_quote(run.stdout_path));
  const auto output =
      transport::run(context.site(run.site).login_host(), {.script = script, .repeat = transport::Repeat::safe});
  constexpr std::string_view mark = "\n@aifactory\n";
  const auto at = output.out.find(mark);
  if (at == std::string::npos) return;
  report.spec = output.out.substr(0, at);
  report.log_tail = output.out.substr(at + mark.size());
}

RunReport report_of(AppContext& context, const Options& options) {
  const std::vector<std::string> names = options.run.empty() ? std::vector<std::string>{} : std::vector{options.run};
  const auto runs = refreshed(context, chosen_runs(context, names));
  const auto given = given_emission(options);
  RunReport report{.numbers = numbers_of(context, runs).front(), .efficiency = {}, .emission = {}};
  report.emission = given ? *given : monitoring::grid_emission(context.site(runs[0].site).profile().country);
  report.efficiency = efficiency_of(report.numbers);
  const job::Run& run = report.numbers.run;
  report.gpu_hours = use_of(run, monitoring::account_use(report.numbers.usage.steps)).gpu_hours;
  const auto& commands = context.site(run.site).profile().commands;
  if (const auto budget = commands.find("budget"); budget != commands.end() && budget->second.gpu_hour > 0) {
    report.site_units = report.gpu_hours * budget->second.gpu_hour;
    report.unit = budget->second.unit;
  }
  read_texts(context, report);
  return report;
}

void put(AppContext& context, const std::string& file, const std::string& text) {
  if (file == "-") return output::print(context.terminal(), text);
  write_file(file, text);
  output::note(context.terminal(), "wrote " + printable(file));
}

/// For people: durations and bytes with their units, no more digits than are known.
std::string text_of(const std::string& name, const nlohmann::ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number()) return value.dump();
  const auto number = value.get<double>();
  if (name == "elapsed") return format_duration(Seconds{static_cast<Seconds::rep>(number)});
  return name.ends_with("_bytes") ? with_unit("_bytes", number) : fmt::format("{:.6g}", number);
}

/// Calls `take(title, text)` for all that the record knows.
template <class Take>
void each_fact(const nlohmann::ordered_json& record, Take take) {
  for (const auto& [name, value] : record.items()) {
    if (value.is_null() || value.empty()) continue;
    std::string title = name.ends_with("_bytes") ? name.substr(0, name.size() - 6) : name;
    std::ranges::replace(title, '_', ' ');
    if (!value.is_array()) take(title, text_of(name, value));
    if (value.is_array())
      for (const auto& item : value)
        take(title, text_of(name, item));
  }
}

std::string lines_of(const nlohmann::ordered_json& record) {
  std::string out;
  each_fact(record, [&out](const std::string& title, const std::string& text) {
    out += printable(title) + ": " + printable(text) + "\n";
  });
  return out;
}

std::string markdown_of(const nlohmann::ordered_json& record) {
  std::string out = "# Run " + escape_markdown(record.value("run", "")) + "\n\n| | |\n|---|---|\n";
  each_fact(record, [&out](const std::string& title, const std::string& text) {
    out += "| " + escape_markdown(title) + " | " + escape_markdown(text) + " |\n";
  });
  return out;
}

int run(const Options& options, AppContext& context) {
  std::string page, text, markdown;
  nlohmann::ordered_json record;
  if (options.project) {
    const auto given = given_emission(options);
    const auto runs = refreshed(context, context.ledger().list({.project = context.project_folder()}));
    const ProjectReport report = gather_project(context, runs, given);
    page = project_page(report);
    text = markdown = project_markdown(report);
    record = project_json(report);
  } else {
    const RunReport report = report_of(context, options);
    page = report_page(report);
    record = report_json(report);
    text = lines_of(record);
    markdown = markdown_of(record);
  }
  if (!options.markdown.empty()) put(context, options.markdown, markdown);
  if (!options.html.empty()) put(context, options.html, page);
  if (!options.html.empty() || !options.markdown.empty()) return 0;
  options.project ? print_project(context, record, text) : print_report(context, record, text);
  return 0;
}

}  // namespace

Command job_report() {
  auto options = std::make_shared<Options>();
  return {
      .name = "report",
      .summary = "Report on a run, or on all of the project, for the record",
      .details =
          "Gathers what a run used and did: curves, GPUs, cores and memory with advice, cost, energy and an estimate "
          "of "
          "its greenhouse gas with the source of the factor, datasets, commit, specification, the end of its log. With "
          "--html as one page that needs no other file. With --project the hours, jobs, outcomes and energy of all its "
          "runs by job and by the month (UTC) in which they started, as the final reports of access programmes want "
          "them. Hours are those of Slurm's accounts, all tasks of an array together.",
      .examples = {{"aifactory job report --html report.html", "a page on the latest run"},
                   {"aifactory job report train-7f3k --json", ""},
                   {"aifactory job report --project --markdown use.md", "for the final report"}},
      .options = {{"RUN", "run name or job id (default: the latest)", &options->run},
                  {"--project", "sum up all runs of the project", &options->project},
                  {"--html", "write a page into this file (-: standard output)", &options->html, "FILE"},
                  {"--markdown", "write Markdown into this file (-: standard output)", &options->markdown, "FILE"},
                  {"--co2-factor", "grams of CO2e per kWh of the grid (default: the average of the site's country)",
                   &options->factor, "GRAMS"}},
      .shape = &report_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
