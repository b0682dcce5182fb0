// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/login_budget.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace aifactory::transport::ssh {
namespace {

using std::chrono::milliseconds;

milliseconds since_1970() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch());
}

/// An unreadable file counts as a full bucket.
milliseconds take_from(const std::filesystem::path& file) {
  const FileLock lock{file.string() + ".lock"};
  auto budget = LoginBudget::parse(read_file_if_any(file).value_or("")).value_or(LoginBudget{});
  const auto wait = budget.take(since_1970());
  write_file(file, budget.text(), 0600);
  return wait;
}

}  // namespace

milliseconds LoginBudget::take(milliseconds now) {
  const auto passed = std::chrono::duration<double>(std::max(now - at, milliseconds(0)));
  tokens = std::min(most, tokens + passed / std::chrono::duration<double>(refill));
  at = now;
  if (tokens < 1) return std::chrono::ceil<milliseconds>((1 - tokens) * std::chrono::duration<double>(refill));
  tokens -= 1;
  return milliseconds(0);
}

std::string LoginBudget::text() const {
  return fmt::format("{:.6f} {}\n", tokens, at.count());
}

std::optional<LoginBudget> LoginBudget::parse(std::string_view text) {
  LoginBudget budget;
  long long when = 0;
  if (std::sscanf(std::string{text}.c_str(), "%lf %lld", &budget.tokens, &when) != 2) return {};
  if (!(budget.tokens >= 0 && budget.tokens <= most) || when < 0) return {};
  budget.at = milliseconds(when);
  return budget;
}

void spend_login(const std::filesystem::path& folder, const std::string& site, Person& person) {
  constexpr std::size_t name_length = 16;
  make_private_directory(folder);
  const auto file = folder / sha256_hex(site).substr(0, name_length);
  bool told = false;
  while (true) {
    const auto wait = take_from(file);
    if (wait.count() == 0) return;
    if (!told)
      person.tell(
          fmt::format("Many new logins at {} lately; waiting {} s so that the site does not block this address.",
                      printable(site), std::chrono::ceil<std::chrono::seconds>(wait).count()));
    told = true;
    interruptible_sleep(wait);
  }
}

}  // namespace aifactory::transport::ssh
