// SPDX-License-Identifier: Apache-2.0
#include "aifactory/account/budget.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "account/budget_parsers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::account {

namespace {

// A site's own commands are in PATH for login shells only, on some.
constexpr std::string_view preamble = R"sh(export LC_ALL=C
limit=
command -v timeout >/dev/null 2>&1 && limit='timeout 30'
reach() { command -v "$1" >/dev/null 2>&1 || PATH=$PATH:$(bash -lc 'printf "\n%s" "$PATH"' 2>/dev/null </dev/null | tail -n 1); }
)sh";
constexpr std::string_view sshare = "sshare -P -o Account,User,GrpTRESMins,GrpTRESRaw";

transport::Output ask(transport::Host& host, const std::string& command) {
  const auto words = split(command, ' ');
  return transport::run(host, {.script = fmt::format("{}reach {}\n$limit {} </dev/null\n", preamble,
                                                     shell_quote(words.front()), shell_join(words)),
                               .repeat = transport::Repeat::safe});
}

std::string why_not(const std::string& command, const transport::Output& output) {
  const auto said = split_lines(trim(output.err.empty() ? output.out : output.err));
  const int status = output.ending.shell_status();
  constexpr int killed_by_timeout = 124;
  if (said.empty() && status == killed_by_timeout) return command + " gave no answer within 30 s";
  return fmt::format("{} ended with status {}{}", command, status,
                     said.empty() ? "" : ": " + shorten(printable(said.back()), 200));
}

// Enough for a person to see what it is.
std::vector<std::string> beginning_of(std::string_view text) {
  constexpr std::size_t most = 40;
  auto lines = split_lines(trim(text));
  const bool cut = lines.size() > most;
  if (cut) lines.resize(most);
  for (auto& line : lines)
    line = shorten(printable(line), 200);
  if (cut) lines.emplace_back("…");
  return lines;
}

BudgetAnswer ask_slurm(transport::Host& host, std::string problem) {
  BudgetAnswer answer{.budgets = {}, .source = std::string(sshare), .unread = {}, .problem = std::move(problem)};
  const auto output = ask(host, answer.source);
  if (!output.ending.ok())
    throw Error{
        {.kind = ErrorKind::unavailable,
         .what = "the site does not say what is left of the budget",
         .why = answer.problem.empty() ? why_not("sshare", output) : answer.problem + "\n" + why_not("sshare", output),
         .hint = "try again later, or ask the site's support"}};
  answer.budgets = read_budget("sshare", output.out, {});
  return answer;
}

}  // namespace

std::optional<double> Budget::left() const {
  return total ? std::optional(*total - used) : std::nullopt;
}

std::optional<double> Budget::gpu_hours_left() const {
  return total && gpu_hour > 0 ? std::optional((*total - used) / gpu_hour) : std::nullopt;
}

BudgetAnswer budget(transport::Host& host, const config::SiteProfile& site) {
  const auto own = site.commands.find("budget");
  if (own == site.commands.end() || own->second.run.empty()) return ask_slurm(host, "");
  const auto& command = own->second;
  const auto output = ask(host, command.run);
  if (!output.ending.ok()) return ask_slurm(host, why_not(command.run, output));
  BudgetAnswer answer{
      .budgets = read_budget(command.parser, output.out, command), .source = command.run, .unread = {}, .problem = {}};
  for (auto& budget : answer.budgets)
    if (!budget.as_of && command.lag) budget.as_of = now() - *command.lag;
  if (answer.budgets.empty()) {
    answer.unread = beginning_of(output.out);
    answer.problem = can_read_budget(command.parser) ? command.run + " named no budget"
                                                     : "this version cannot read what " + command.run + " says";
  }
  return answer;
}

const Budget* budget_of(const BudgetAnswer& answer, const std::string& account) {
  const Budget* best = nullptr;
  for (const auto& budget : answer.budgets) {
    if (to_lower(budget.account) != to_lower(account)) continue;
    if (!best || (best->gpu_hour <= 0 && budget.gpu_hour > 0)) best = &budget;
  }
  return best;
}

}  // namespace aifactory::account
