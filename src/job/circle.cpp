// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/circle.hpp"

namespace aifactory::job {

std::vector<std::string> circle_of(const std::map<std::string, config::Job>& jobs, const std::string& job) {
  // Where each job was first come to from.
  std::map<std::string, std::string> from;
  std::vector<std::string> open{job};
  while (!open.empty()) {
    const auto at = open.back();
    open.pop_back();
    const auto found = jobs.find(at);
    if (found == jobs.end()) continue;
    for (const auto& after : found->second.after) {
      const auto next = after.substr(0, after.find(':'));
      if (from.try_emplace(next, at).second && next != job) open.push_back(next);
    }
  }
  if (!from.contains(job)) return {};
  std::vector<std::string> way{job};
  do
    way.push_back(from.at(way.back()));
  while (way.back() != job);
  return {way.rbegin(), way.rend()};
}

}  // namespace aifactory::job
