// SPDX-License-Identifier: Apache-2.0
// What sites' commands print about budgets; the first byte says which command. No account is without a name, and no
// number is negative or infinite.
#include "account/budget_parsers.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

bool possible(double number) {
  return number >= 0 && std::isfinite(number);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aifactory;
  constexpr std::string_view parsers[] = {"bsc_acct", "saldo", "lumi_allocations", "it4ifree", "sshare"};
  if (size == 0) return 0;
  config::SiteCommand rules;
  rules.unit = "h";
  rules.gpu_hour = 1;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const auto& budget : account::read_budget(parsers[data[0] % std::size(parsers)], text, rules))
    if (budget.account.empty() || !possible(budget.used) || !possible(budget.total.value_or(0))) std::abort();
  return 0;
}
