// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"
#include "aifactory/output/svg.hpp"

#include "cli/markdown.hpp"
#include "cli/report.hpp"

#include <fmt/format.h>

#include <tuple>

namespace aifactory::cli {
namespace {

std::string outcomes_of(const JobSum& sum) {
  std::vector<std::string> words;
  for (const auto& [state, count] : sum.outcomes)
    words.push_back(fmt::format("{} {}", count, to_lower(state)));
  return join(words, ", ");
}

constexpr std::string_view gpus_only_note =
    "*: in part the power of the GPUs alone, as the sampler saw it: Slurm counts no energy there";

std::string energy_of(const JobSum& sum) {
  return sum.energy_joules ? fmt::format("{:.3g}{}", *sum.energy_joules / 3.6e6, sum.gpus_only ? "*" : "") : "-";
}

std::string core_hours_of(const JobSum& sum) {
  return sum.core_hours ? fmt::format("{:.2f}", *sum.core_hours) : "-";
}

constexpr std::string_view month_note = "Each run counts in the month (UTC) in which it started.";

/// What stands below the table.
std::vector<std::string> notes_of(const ProjectReport& report, const JobSum& total) {
  std::vector<std::string> notes{std::string(month_note)};
  if (total.gpus_only) notes.emplace_back(gpus_only_note);
  notes.insert(notes.end(), report.missing.begin(), report.missing.end());
  return notes;
}

JobSum total_of(const std::vector<JobSum>& sums) {
  JobSum total{.month = "All", .job = "", .outcomes = {}, .energy_joules = {}};
  for (const JobSum& sum : sums) {
    total.runs += sum.runs;
    total.hours += sum.hours;
    total.gpu_hours += sum.gpu_hours;
    if (sum.core_hours) total.core_hours = total.core_hours.value_or(0) + *sum.core_hours;
    if (sum.energy_joules) total.energy_joules = total.energy_joules.value_or(0) + *sum.energy_joules;
    total.gpus_only |= sum.gpus_only;
    total.co2e_kilograms += sum.co2e_kilograms;
    for (const auto& [state, count] : sum.outcomes)
      total.outcomes[state] += count;
  }
  return total;
}

std::string emission_line(const ProjectReport& report, const JobSum& total) {
  if (!total.energy_joules) return "Energy: nobody counted it.";
  std::vector<std::string> factors;
  for (const auto& [site, emission] : report.emissions)
    if (emission.grams_per_kwh > 0)
      factors.push_back(fmt::format("{}: {:g} g/kWh, {}", site, emission.grams_per_kwh, emission.source));
  return fmt::format(
      "Greenhouse gas: about {:.3g} kg CO2e, without cooling and the making of the machines. Factors: {}.",
      total.co2e_kilograms, join(factors, "; "));
}

nlohmann::ordered_json sum_json(const JobSum& sum) {
  return {
      {"month", sum.month},
      {"job", sum.job},
      {"runs", sum.runs},
      {"outcomes", sum.outcomes},
      {"hours", sum.hours},
      {"gpu_hours", sum.gpu_hours},
      {"core_hours", sum.core_hours ? nlohmann::ordered_json(*sum.core_hours) : nlohmann::ordered_json()},
      {"energy_joules", sum.energy_joules ? nlohmann::ordered_json(*sum.energy_joules) : nlohmann::ordered_json()},
      {"energy_of_gpus_only", sum.gpus_only},
      {"co2e_kilograms", sum.energy_joules ? nlohmann::ordered_json(sum.co2e_kilograms) : nlohmann::ordered_json()}};
}

void add_use(JobSum& sum, const RunUse& use, const monitoring::Emission& emission) {
  sum.hours += use.hours;
  sum.gpu_hours += use.gpu_hours;
  if (use.core_hours) sum.core_hours = sum.core_hours.value_or(0) + *use.core_hours;
  if (!use.energy_joules) return;
  sum.energy_joules = sum.energy_joules.value_or(0) + *use.energy_joules;
  sum.gpus_only |= use.gpus_only;
  sum.co2e_kilograms += *use.energy_joules / 3.6e6 * emission.grams_per_kwh / 1000;
}

}  // namespace

RunUse use_of(const job::Run& run, const std::optional<monitoring::AccountUse>& accounted) {
  if (accounted)
    return {.hours = accounted->job_seconds / 3600,
            .gpu_hours = accounted->gpu_seconds / 3600,
            .core_hours = accounted->core_seconds / 3600,
            .energy_joules = accounted->energy_joules};
  const double hours = static_cast<double>(run.elapsed.value_or(Seconds{0}).count()) / 3600;
  return {.hours = hours, .gpu_hours = hours * run.gpus, .core_hours = {}, .energy_joules = {}};
}

std::vector<JobSum> sum_runs(const std::vector<job::Run>& runs, const std::map<std::string, RunUse>& uses,
                             const Emissions& emissions) {
  std::map<std::tuple<std::string, std::string>, JobSum> sums;
  for (const job::Run& run : runs) {
    const std::string month = format_time(run.started.value_or(run.created)).substr(0, 7);
    JobSum& sum = sums[{month, run.job}];
    sum.month = month;
    sum.job = run.job;
    ++sum.runs;
    ++sum.outcomes[std::string(scheduler::name_of(run.state))];
    add_use(sum, uses.at(run.name), emissions.at(run.site));
  }
  std::vector<JobSum> ordered;
  for (auto& [key, sum] : sums)
    ordered.push_back(std::move(sum));
  return ordered;
}

nlohmann::ordered_json project_json(const ProjectReport& report) {
  nlohmann::ordered_json root = {{"project", report.project}, {"items", nlohmann::ordered_json::array()}};
  for (const JobSum& sum : report.sums)
    root["items"].push_back(sum_json(sum));
  root["total"] = sum_json(total_of(report.sums));
  root["co2e_factors"] = nlohmann::ordered_json::array();
  for (const auto& [site, emission] : report.emissions)
    root["co2e_factors"].push_back(
        {{"site", site}, {"grams_per_kwh", emission.grams_per_kwh}, {"source", emission.source}});
  root["missing"] = report.missing;
  return root;
}

std::string project_markdown(const ProjectReport& report) {
  std::string out = fmt::format(
      "# Use of project {}\n\n| Month | Job | Runs | Outcomes | Hours | Core hours | GPU hours | kWh |\n"
      "|---|---|---:|---|---:|---:|---:|---:|\n",
      escape_markdown(report.project));
  std::vector<JobSum> rows = report.sums;
  const JobSum total = total_of(report.sums);
  rows.push_back(total);
  for (const JobSum& sum : rows)
    out += fmt::format("| {} | {} | {} | {} | {:.2f} | {} | {:.2f} | {} |\n", sum.month, escape_markdown(sum.job),
                       sum.runs, outcomes_of(sum), sum.hours, core_hours_of(sum), sum.gpu_hours, energy_of(sum));
  out += "\n" + escape_markdown(emission_line(report, total)) + "\n";
  for (const std::string& note : notes_of(report, total))
    out += "\n- " + escape_markdown(note) + "\n";
  return out;
}

std::string project_page(const ProjectReport& report) {
  using output::escape_markup;
  std::string body = fmt::format(
      "<p class=\"dim\">Report of {}, by aifactory</p>\n<table>\n<tr><th>Month</th><th>Job</th><th "
      "class=\"n\">Runs</th><th>Outcomes</th><th class=\"n\">Hours</th><th class=\"n\">Core hours</th><th "
      "class=\"n\">GPU hours</th><th "
      "class=\"n\">kWh</th></tr>\n",
      format_time(now()));
  std::vector<JobSum> rows = report.sums;
  const JobSum total = total_of(report.sums);
  rows.push_back(total);
  for (const JobSum& sum : rows)
    body += fmt::format(
        "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{:.2f}</td><td "
        "class=\"n\">{}</td><td class=\"n\">{:.2f}</td><td class=\"n\">{}</td></tr>\n",
        escape_markup(sum.month), escape_markup(sum.job), sum.runs, escape_markup(outcomes_of(sum)), sum.hours,
        core_hours_of(sum), sum.gpu_hours, energy_of(sum));
  body += "</table>\n<p>" + escape_markup(emission_line(report, total)) + "</p>\n";
  for (const std::string& note : notes_of(report, total))
    body += "<p class=\"dim\">" + escape_markup(note) + "</p>\n";
  return html_page("Use of project " + report.project, body);
}

}  // namespace aifactory::cli
