// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/monitoring/account_use.hpp"
#include "aifactory/monitoring/emission.hpp"

#include "cli/run_numbers.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::cli {

/// What the report of one run says, gathered.
struct RunReport {
  RunNumbers numbers;
  monitoring::Efficiency efficiency;
  monitoring::Emission emission;
  double gpu_hours = 0;
  std::optional<double> site_units = {};  ///< what the site counts for them, where its profile says so
  std::string unit = {};                  ///< "core-h"
  std::string spec;                       ///< spec.json of the run's folder
  std::string log_tail;                   ///< end of its standard output
};

/// Kilograms of CO2 equivalent; empty without energy. Pure.
std::optional<double> emitted_kilograms(const monitoring::Efficiency& efficiency, const monitoring::Emission& emission);

nlohmann::ordered_json report_json(const RunReport& report);
/// One page that loads nothing from elsewhere. Pure.
std::string report_page(const RunReport& report);

/// What all runs of a project came to in one month, by job.
struct JobSum {
  std::string month, job;  ///< "2026-11"
  int runs = 0;
  std::map<std::string, int> outcomes;  ///< state → how many
  double hours = 0, gpu_hours = 0;      ///< of jobs and of their GPUs; each task of an array is a job
  std::optional<double> core_hours;     ///< of the runs that Slurm's accounts know
  std::optional<double> energy_joules;
  bool gpus_only = false;     ///< some of it was measured at the GPUs alone
  double co2e_kilograms = 0;  ///< of the energy that is known
};

/// What one run used, as far as it was counted.
struct RunUse {
  double hours = 0, gpu_hours = 0;
  std::optional<double> core_hours, energy_joules;
  bool gpus_only = false;  ///< energy by the sampler, where Slurm counts none
};
/// By Slurm's accounts, or else by how long the run as a whole took. Pure.
RunUse use_of(const job::Run& run, const std::optional<monitoring::AccountUse>& accounted);

/// By site.
using Emissions = std::map<std::string, monitoring::Emission>;

/// Pure; `uses` is by run name and has all of them, and `emissions` has every site. Ordered by the month in which the
/// runs started, then job.
std::vector<JobSum> sum_runs(const std::vector<job::Run>& runs, const std::map<std::string, RunUse>& uses,
                             const Emissions& emissions);

struct ProjectReport {
  std::string project;
  std::vector<JobSum> sums;
  Emissions emissions;
  std::vector<std::string> missing;
};
/// Of these runs, brought up to date, with their energy. `given`: goes before the factors of the sites' countries.
ProjectReport gather_project(AppContext& context, const std::vector<job::Run>& runs,
                             const std::optional<monitoring::Emission>& given);
nlohmann::ordered_json project_json(const ProjectReport& report);
std::string project_markdown(const ProjectReport& report);
std::string project_page(const ProjectReport& report);

/// The frame of a page: head, style for screens light and dark and for paper, title.
std::string html_page(const std::string& title, const std::string& body);

}  // namespace aifactory::cli
