// SPDX-License-Identifier: Apache-2.0
#include "account/budget_parsers.hpp"

#include "aifactory/base/text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace aifactory::account {

namespace {

using Texts = std::vector<std::string>;
using Rules = config::SiteCommand;

// Colours and links of terminals.
std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\x1b') {
      plain += text[at];
      continue;
    }
    const bool link = at + 1 < text.size() && text[at + 1] == ']';
    at += 2;
    if (link)
      while (at < text.size() && text[at] != '\a' && text[at] != '\\')
        ++at;
    else
      while (at < text.size() && !std::isalpha(static_cast<unsigned char>(text[at])))
        ++at;
  }
  return plain;
}

// More is no figure of any machine, and sums of such stay finite.
constexpr double most_hours = 1e15;

std::optional<double> number(std::string_view text) {
  std::string digits(trim(text));
  std::erase(digits, ',');
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || !(value >= 0) || value > most_hours)
    return std::nullopt;
  return value;
}

Texts words_of(std::string_view line) {
  Texts words;
  for (auto& word : split(line, ' '))
    if (!trim(word).empty()) words.emplace_back(trim(word));
  return words;
}

// "2026-04-22 14:47:17" or "2026-04-22T14:47:17".
std::optional<Time> moment(std::string_view text) {
  std::string moment(trim(text));
  if (moment.size() > 10 && moment[10] == ' ') moment[10] = 'T';
  return parse_time(moment.substr(0, 19));
}

std::string_view behind(std::string_view line, std::string_view prefix) {
  return line.starts_with(prefix) ? trim(line.substr(prefix.size())) : std::string_view();
}

Budget budget_by(const Rules& rules) {
  Budget budget;
  budget.unit = rules.unit;
  budget.gpu_hour = rules.gpu_hour;
  return budget;
}

// "MACHINE  TOTAL (A,B)  USED (PCT%)"; without a budget "MACHINE  undefined  USED". Two blanks end the machine's name.
std::optional<Budget> bsc_row(std::string_view line, Budget budget) {
  const auto gap = line.find("  ");
  if (gap == line.npos || gap == 0) return std::nullopt;
  budget.resource = trim(line.substr(0, gap));
  auto words = words_of(line.substr(gap));
  std::erase_if(words, [](const std::string& word) { return word.starts_with('('); });
  if (words.size() != 2) return std::nullopt;
  const auto used = number(words[1].substr(0, words[1].find('(')));
  budget.total = number(words[0].substr(0, words[0].find('(')));
  if (!used || (!budget.total && words[0] != "undefined")) return std::nullopt;
  budget.used = *used;
  // Hours of its other machines are no GPU hours.
  if (budget.resource.find("ACC") == std::string::npos) budget.gpu_hour = 0;
  return budget;
}

std::vector<Budget> read_bsc_acct(const Texts& lines, const Rules& rules) {
  std::vector<Budget> budgets;
  auto group = budget_by(rules);
  std::optional<Time> as_of;
  bool in_budget = false;
  for (const auto& text : lines) {
    const auto line = trim(text);
    if (line == "CPU GROUP BUDGET:" || line == "USER CONSUMED CPU:") in_budget = line == "CPU GROUP BUDGET:";
    if (const auto date = behind(line, "Accounting updated on"); !date.empty()) as_of = moment(date);
    if (const auto end = behind(line, "Project's Expiration Date:"); !end.empty())
      group.until = end == "undefined" ? "" : end;
    const auto title = behind(line, "Project:");
    if (const auto open = title.rfind('('); open != title.npos && title.ends_with(')')) {
      group = budget_by(rules);
      group.account = title.substr(open + 1, title.size() - open - 2);
    } else if (in_budget && !group.account.empty()) {
      if (auto row = bsc_row(line, group)) budgets.push_back(std::move(*row));
    }
  }
  for (auto& budget : budgets)
    budget.as_of = as_of;
  return budgets;
}

// "ACCOUNT START END TOTAL LOCAL CONSUMED PCT MONTH MONTHCONSUMED"; dates are eight digits.
std::vector<Budget> read_saldo(const Texts& lines, const Rules& rules) {
  std::vector<Budget> budgets;
  for (const auto& line : lines) {
    const auto words = words_of(line);
    if (words.size() != 9 || words[1].size() != 8 || words[2].size() != 8) continue;
    auto budget = budget_by(rules);
    const auto used = number(words[5]);
    budget.total = number(words[3]);
    if (!used || !budget.total || !number(words[1]) || !number(words[2])) continue;
    budget.account = words[0];
    budget.used = *used;
    budget.until = words[2].substr(0, 4) + "-" + words[2].substr(4, 2) + "-" + words[2].substr(6, 2);
    budgets.push_back(std::move(budget));
  }
  return budgets;
}

// "0/300   (0.0%) gpu/hours", or "N/A".
std::optional<Budget> lumi_cell(std::string_view cell, Budget budget) {
  const auto words = words_of(cell);
  const auto slash = words.empty() ? std::string::npos : words[0].find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto used = number(words[0].substr(0, slash));
  budget.total = number(words[0].substr(slash + 1));
  if (!used || !budget.total) return std::nullopt;
  budget.used = *used;
  return budget;
}

std::vector<Budget> read_lumi(const Texts& lines, const Rules& rules) {
  struct Column {
    const char* resource;
    const char* unit;
  };
  constexpr Column columns[] = {{"CPU", "core-h"}, {"GPU", ""}, {"Storage", "TB-h"}};
  std::vector<Budget> budgets;
  std::optional<Time> as_of;
  for (const auto& line : lines) {
    for (const std::string_view prefix : {"Data updated at", "Data updated:"})
      if (const auto date = behind(line, prefix); !date.empty()) as_of = moment(date);
    const auto cells = split(line, '|');
    const auto account = trim(cells[0]);
    if (cells.size() < 4 || account.empty() || account == "Project") continue;
    for (std::size_t at = 0; at < 3; ++at) {
      auto budget = budget_by(rules);
      budget.account = account;
      budget.resource = columns[at].resource;
      budget.as_of = as_of;
      if (at != 1) {
        budget.unit = columns[at].unit;
        budget.gpu_hour = 0;
      }
      if (auto row = lumi_cell(cells[at + 1], std::move(budget))) budgets.push_back(std::move(*row));
    }
  }
  return budgets;
}

// Column titles may be missing in older versions ("Type"), so numbers are counted from the end: TOTAL USED MINE FREE.
// TOTAL may be 0 where only what is free is told.
std::vector<Budget> read_it4ifree(const Texts& lines, const Rules& rules) {
  std::vector<Budget> budgets;
  bool mine = false;
  for (const auto& line : lines) {
    if (line.starts_with("Projects I am")) mine = line.find("articipating") != std::string::npos;
    const auto words = words_of(line);
    if (!mine || words.size() < 6) continue;
    const auto at = words.size() - 4;
    const auto used = number(words[at + 1]);
    const auto free = number(words[at + 3]);
    if (!used || !free || !number(words[at]) || !number(words[at + 2])) continue;
    auto budget = budget_by(rules);
    budget.account = words[0];
    budget.used = *used;
    budget.total = *used + *free;
    budgets.push_back(std::move(budget));
  }
  return budgets;
}

std::optional<double> count_in(std::string_view tres, std::string_view name) {
  for (const auto& part : split(tres, ','))
    if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=')
      return number(std::string_view(part).substr(name.size() + 1));
  return std::nullopt;
}

// "ACCOUNT|USER|GrpTRESMins|GrpTRESRaw", both in minutes. GPUs before billing units before CPUs.
std::optional<Budget> sshare_row(const Texts& cells) {
  struct Kind {
    const char* name;
    const char* resource;
    const char* unit;
    double gpu_hour;
  };
  constexpr Kind kinds[] = {
      {"gres/gpu", "GPU", "GPU-h", 1}, {"billing", "billing units", "billing-h", 0}, {"cpu", "CPU", "core-h", 0}};
  Budget budget;
  for (const auto& kind : kinds) {
    const auto used = count_in(cells[3], kind.name);
    const auto limit = count_in(cells[2], kind.name);
    if (!used || (!limit && (*used == 0 || !budget.resource.empty()))) continue;
    budget.resource = kind.resource;
    budget.unit = kind.unit;
    budget.gpu_hour = kind.gpu_hour;
    budget.used = *used / 60;
    if (!limit) continue;
    budget.total = *limit / 60;
    break;
  }
  return budget.resource.empty() ? std::nullopt : std::optional(budget);
}

// The account's own row has no user; a limit of the user's own row counts too.
std::vector<Budget> read_sshare(const Texts& lines, const Rules&) {
  std::vector<Budget> budgets;
  for (const auto& line : lines) {
    const auto cells = split(line, '|');
    if (cells.size() != 4 || trim(cells[0]).empty() || cells[0] == "Account" || trim(cells[0]) == "root") continue;
    auto budget = sshare_row(cells);
    if (!budget || (!cells[1].empty() && !budget->total)) continue;
    budget->account = trim(cells[0]);
    if (!cells[1].empty()) budget->resource += " of " + cells[1];
    budgets.push_back(std::move(*budget));
  }
  return budgets;
}

using Reader = std::vector<Budget> (*)(const Texts&, const Rules&);
constexpr std::pair<std::string_view, Reader> readers[] = {{"bsc_acct", read_bsc_acct},
                                                           {"saldo", read_saldo},
                                                           {"lumi_allocations", read_lumi},
                                                           {"it4ifree", read_it4ifree},
                                                           {"sshare", read_sshare}};

}  // namespace

bool can_read_budget(std::string_view parser) {
  return std::ranges::find(readers, parser, &std::pair<std::string_view, Reader>::first) != std::end(readers);
}

std::vector<Budget> read_budget(std::string_view parser, std::string_view answer, const config::SiteCommand& rules) {
  const auto* reader = std::ranges::find(readers, parser, &std::pair<std::string_view, Reader>::first);
  if (reader == std::end(readers)) return {};
  return reader->second(split_lines(without_escapes(answer)), rules);
}

}  // namespace aifactory::account
