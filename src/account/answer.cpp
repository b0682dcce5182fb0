// SPDX-License-Identifier: Apache-2.0
#include "account/answer.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::account {
namespace {

// The ends of the answer are marked, so that one cut short is not taken for a user without accounts.
constexpr std::string_view who = R"sh(printf 'user %s\n' "$(id -un)"
printf 'groups %s\n' "$(id -Gn)"
)sh";
// sacctmgr waits long for a database that is away.
constexpr std::string_view accounts = R"sh(if command -v sacctmgr >/dev/null 2>&1; then
  limit=
  command -v timeout >/dev/null 2>&1 && limit='timeout 20'
  printf 'associations\n'
  $limit sacctmgr -nP show assoc user="$(id -un)" format=account,qos,defaultqos
  printf 'ended %d\n' "$?"
else
  printf 'no sacctmgr\n'
fi
)sh";

bool take(std::string& line, std::string_view prefix) {
  if (line.compare(0, prefix.size(), prefix) != 0) return false;
  line.erase(0, prefix.size());
  return true;
}

std::vector<std::string> words(std::string_view text, char separator) {
  auto all = split(text, separator);
  all.erase(std::remove(all.begin(), all.end(), std::string()), all.end());
  return all;
}

void add_unless_there(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const auto& one : more) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  }
}

std::string reason(const std::string& status, std::string_view err) {
  if (status == "124") return "the accounting database did not answer within 20 s";
  const auto lines = split_lines(trim(err));
  const auto said = lines.empty() ? std::string() : ": " + shorten(printable(lines.back()), 200);
  return fmt::format("sacctmgr failed with status {}{}", printable(status), said);
}

Error nonsense(std::string_view out) {
  return Error{{.kind = ErrorKind::protocol,
                .what = "the site's answer about its user makes no sense",
                .why = shorten(printable(out), 200),
                .hint = "try again; if it stays, look at the site's login shell with `ssh`"}};
}

/// From "associations" to "ended N".
void read_accounting(const std::vector<std::string>& lines, std::string_view err, Answer& answer) {
  auto last = lines.back();
  if (!take(last, "ended ")) throw nonsense(join(lines, " "));
  if (last != "0") {
    answer.not_known = reason(last, err);
    return;
  }
  std::string rows;
  for (std::size_t i = 1; i + 1 < lines.size(); ++i)
    rows += lines[i] + "\n";
  answer.associations = read_associations(rows);
}

}  // namespace

std::string question(Ask ask) {
  return ask == Ask::user_only ? std::string(who) : std::string(who) + std::string(accounts);
}

Answer read_answer(std::string_view out, std::string_view err) {
  auto lines = split_lines(out);
  Answer answer;
  if (lines.size() < 2 || !take(lines[0], "user ") || !take(lines[1], "groups ") || lines[0].empty()) {
    throw nonsense(out);
  }
  answer.user = lines[0];
  answer.groups = words(lines[1], ' ');
  const std::vector<std::string> rest(lines.begin() + 2, lines.end());
  if (rest.empty()) return answer;
  if (rest.front() == "no sacctmgr") {
    answer.not_known = "there is no sacctmgr on the login host";
  } else if (rest.front() == "associations") {
    read_accounting(rest, err, answer);
  } else {
    throw nonsense(out);
  }
  return answer;
}

std::vector<Association> read_associations(std::string_view rows) {
  std::vector<Association> associations;
  for (const auto& line : split_lines(rows)) {
    const auto fields = split(line, '|');
    if (fields.size() < 3 || fields[0].empty()) continue;
    auto found = std::find_if(associations.begin(), associations.end(),
                              [&](const Association& known) { return known.account == fields[0]; });
    if (found == associations.end()) found = associations.insert(found, Association{fields[0], {}, {}});
    add_unless_there(found->qos, words(fields[1], ','));
    if (found->default_qos.empty()) found->default_qos = fields[2];
  }
  return associations;
}

}  // namespace aifactory::account
