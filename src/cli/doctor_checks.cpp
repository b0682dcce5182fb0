// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor_checks.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/local.hpp"

#include "cli/allowed_programs.hpp"
#include "cli/app_context.hpp"

#include <fmt/format.h>

#include <functional>

namespace aifactory::cli {
namespace {

/// Runs one check; an Error becomes its verdict. True when what comes after can go on.
bool look(std::vector<Check>& checks, std::string name, const std::function<std::string()>& what) {
  Check check{.name = std::move(name), .found = {}, .next_step = {}};
  try {
    check.found = what();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    check.verdict = Verdict::bad;
    const std::string& where = error.failure().where;
    check.found = where.empty() ? error.what() : where + ": " + error.what();
    check.next_step = error.failure().hint;
    check.status = exit_status_of(error.kind());
  }
  checks.push_back(std::move(check));
  return checks.back().verdict == Verdict::good;
}

std::string first_line(const std::string& text) {
  const std::vector<std::string> lines = split_lines(text);
  return lines.empty() ? "" : printable(lines.front());
}

/// The first line of what a program on a host answers.
std::string answer_of(transport::Host& host, const std::string& script, const std::string& missing) {
  const transport::Output answer = transport::run(host, {.script = script, .repeat = transport::Repeat::safe});
  if (!answer.ending.ok())
    throw Error{{.kind = ErrorKind::unavailable, .what = missing, .why = {}, .hint = first_line(answer.err)}};
  return first_line(answer.out);
}

void check_git(std::vector<Check>& checks) {
  const std::unique_ptr<transport::Host> here = transport::make_local_host();
  const transport::Output git = transport::run(*here, {.script = "git --version"});
  if (git.ending.ok())
    checks.push_back({.name = "git", .found = first_line(git.out), .next_step = {}});
  else
    checks.push_back({.name = "git",
                      .verdict = Verdict::advice,
                      .found = "not installed",
                      .next_step = "install git, so that runs record the commit of their code"});
}

/// Programs that a project file has a say in.
void check_programs(std::vector<Check>& checks, AppContext& context) {
  const config::Settings& settings = context.settings();
  config::SiteProfile site = settings.site(settings.site_name());
  if (!withhold_programs(settings, site, context.directories().config / "config.yaml")) return;
  checks.push_back({.name = "programs",
                    .verdict = Verdict::advice,
                    .found = "the project file has a say in programs that are run for you, which are not run yet",
                    .next_step = "look at it, then: aifactory config allow"});
}

/// The user's ssh set-up: what works with ssh should not surprise here.
void check_ssh(std::vector<Check>& checks, AppContext& context) {
  if (context.site().is_local()) return;
  look(checks, "ssh", [&]() -> std::string {
    const auto differences = transport::ssh::compare_with_ssh(context.site().login_target());
    if (!differences) return "no ssh program here to compare with";
    for (const transport::ssh::Difference& difference : *differences)
      checks.push_back({.name = "ssh",
                        .verdict = Verdict::advice,
                        .found = fmt::format("{}: ssh has {}", difference.keyword, difference.ssh),
                        .next_step = "aifactory: " + difference.here});
    return differences->empty() ? "connects as the ssh program would"
                                : "connects as the ssh program would, but for the above";
  });
}

void check_site(std::vector<Check>& checks, AppContext& context) {
  SiteServices& site = context.site();
  const auto connect = [&] {
    return answer_of(site.login_host(), "id -un", "the site does not say who its user is") + " on " +
           site.login_host().name();
  };
  if (!look(checks, "login", connect)) return;
  look(checks, "folder", [&] { return site.root(); });
  if (!site.is_local())
    look(checks, "slurm", [&] { return answer_of(site.login_host(), "sbatch --version", "the site has no sbatch"); });
  look(checks, "files", [&] {
    site.transfer_host().open_files();
    return std::string("file transfer works");
  });
}

}  // namespace

std::vector<Check> run_checks(AppContext& context, Reach reach) {
  std::vector<Check> checks;
  checks.push_back({.name = "aifactory", .found = AIFACTORY_VERSION, .next_step = {}});
  check_git(checks);
  const bool settings = look(checks, "settings", [&] {
    return context.settings().has_project() ? context.settings().project().file.string()
                                            : std::string("no aifactory.yaml here or above");
  });
  if (!settings) return checks;
  const bool profile = look(checks, "site", [&] {
    const config::SiteProfile& chosen = context.site().profile();
    return fmt::format("{} ({})", chosen.id, chosen.name);
  });
  if (profile) check_programs(checks, context);
  if (profile) check_ssh(checks, context);
  if (profile && reach == Reach::the_site) check_site(checks, context);
  return checks;
}

}  // namespace aifactory::cli
