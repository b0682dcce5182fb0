// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"
#include "aifactory/output/svg.hpp"

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

std::string energy_of(const JobSum& sum) {
  return sum.energy_joules ? fmt::format("{:.3g}", *sum.energy_joules / 3.6e6) : "-";
}

JobSum total_of(const std::vector<JobSum>& sums) {
  JobSum total{.month = "All", .job = "", .outcomes = {}, .energy_joules = {}};
  for (const JobSum& sum : sums) {
    total.runs += sum.runs;
    total.hours += sum.hours;
    total.gpu_hours += sum.gpu_hours;
    if (sum.energy_joules) total.energy_joules = total.energy_joules.value_or(0) + *sum.energy_joules;
    for (const auto& [state, count] : sum.outcomes)
      total.outcomes[state] += count;
  }
  return total;
}

std::string emission_line(const ProjectReport& report, const JobSum& total) {
  if (!total.energy_joules)
    return "Energy: Slurm does not count it here; the report of a single run may have that of its GPUs.";
  return fmt::format("Greenhouse gas: about {:.3g} kg CO2e at {:g} g/kWh, {}.",
                     *total.energy_joules / 3.6e6 * report.emission.grams_per_kwh / 1000, report.emission.grams_per_kwh,
                     report.emission.source);
}

/// In a cell of a Markdown table a bar would end it, and "<" begin HTML.
std::string markdown(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '|' || c == '<' || c == '*' || c == '`' || c == '[' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

nlohmann::ordered_json sum_json(const JobSum& sum) {
  return {{"month", sum.month},
          {"job", sum.job},
          {"runs", sum.runs},
          {"outcomes", sum.outcomes},
          {"hours", sum.hours},
          {"gpu_hours", sum.gpu_hours},
          {"energy_joules", sum.energy_joules ? nlohmann::ordered_json(*sum.energy_joules) : nlohmann::ordered_json()}};
}

}  // namespace

std::vector<JobSum> sum_runs(const std::vector<job::Run>& runs, const std::map<std::string, double>& energy) {
  std::map<std::tuple<std::string, std::string>, JobSum> sums;
  for (const job::Run& run : runs) {
    const std::string month = format_time(run.started.value_or(run.created)).substr(0, 7);
    JobSum& sum = sums[{month, run.job}];
    sum.month = month;
    sum.job = run.job;
    ++sum.runs;
    ++sum.outcomes[std::string(scheduler::name_of(run.state))];
    const double hours = static_cast<double>(run.elapsed.value_or(Seconds{0}).count()) / 3600;
    sum.hours += hours;
    sum.gpu_hours += hours * run.gpus;
    if (const auto joules = energy.find(run.name); joules != energy.end())
      sum.energy_joules = sum.energy_joules.value_or(0) + joules->second;
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
  root["co2e_grams_per_kwh"] = report.emission.grams_per_kwh;
  root["co2e_source"] = report.emission.source;
  root["missing"] = report.missing;
  return root;
}

std::string project_markdown(const ProjectReport& report) {
  std::string out = fmt::format(
      "# Use of project {}\n\n| Month | Job | Runs | Outcomes | Hours | GPU hours | kWh |\n"
      "|---|---|---:|---|---:|---:|---:|\n",
      markdown(report.project));
  std::vector<JobSum> rows = report.sums;
  const JobSum total = total_of(report.sums);
  rows.push_back(total);
  for (const JobSum& sum : rows)
    out += fmt::format("| {} | {} | {} | {} | {:.2f} | {:.2f} | {} |\n", sum.month, markdown(sum.job), sum.runs,
                       outcomes_of(sum), sum.hours, sum.gpu_hours, energy_of(sum));
  out += "\n" + emission_line(report, total) + "\n";
  for (const std::string& missing : report.missing)
    out += "\n- " + markdown(missing) + "\n";
  return out;
}

std::string project_page(const ProjectReport& report) {
  using output::escape_markup;
  std::string body = fmt::format(
      "<p class=\"dim\">Report of {}, by aifactory</p>\n<table>\n<tr><th>Month</th><th>Job</th><th "
      "class=\"n\">Runs</th><th>Outcomes</th><th class=\"n\">Hours</th><th class=\"n\">GPU hours</th><th "
      "class=\"n\">kWh</th></tr>\n",
      format_time(now()));
  std::vector<JobSum> rows = report.sums;
  const JobSum total = total_of(report.sums);
  rows.push_back(total);
  for (const JobSum& sum : rows)
    body += fmt::format(
        "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{:.2f}</td><td "
        "class=\"n\">{:.2f}</td><td class=\"n\">{}</td></tr>\n",
        escape_markup(sum.month), escape_markup(sum.job), sum.runs, escape_markup(outcomes_of(sum)), sum.hours,
        sum.gpu_hours, energy_of(sum));
  body += "</table>\n<p>" + escape_markup(emission_line(report, total)) + "</p>\n";
  for (const std::string& missing : report.missing)
    body += "<p class=\"dim\">" + escape_markup(missing) + "</p>\n";
  return html_page("Use of project " + report.project, body);
}

}  // namespace aifactory::cli
