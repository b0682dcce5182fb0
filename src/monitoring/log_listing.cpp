// SPDX-License-Identifier: Apache-2.0
// What LogFollower makes of a listing: which files there are, and where reading them begins.
#include "aifactory/base/text.hpp"

#include "monitoring/log_follower.hpp"
#include "monitoring/since_search.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::monitoring {
namespace {

/// Of a smaller log all is read; the rest is left out by whoever takes it.
constexpr std::uint64_t worth_a_search = std::uint64_t{1} << 20;

}  // namespace

/// True when something has changed.
bool LogFollower::take_listing() {
  const auto listed = program_->list();
  answered_ = true;
  if (!listed) return false;
  for (auto& [place, file] : files_)
    file.there = false;
  for (const auto& facts : *listed)
    facts.path == options_.end_record ? take_end_record(facts) : take_facts(facts);
  tell_removed();
  return true;
}

void LogFollower::tell_removed() {
  for (auto& [place, file] : files_)
    if (std::exchange(file.gone, !file.there) != file.gone && file.gone)
      notice(fmt::format("{} was removed after byte {}; what is still written to it is lost",
                         printable(file.facts.path), file.position.offset));
}

std::vector<std::string> LogFollower::patterns() const {
  auto all = options_.paths;
  if (options_.follow && !options_.end_record.empty()) all.push_back(options_.end_record);
  return all;
}

void LogFollower::take_end_record(const FileFacts& facts) {
  const bool grown = facts.size > std::exchange(end_record_size_, facts.size);
  if (grown && listed_ && callbacks_.end_recorded) callbacks_.end_recorded();
}

void LogFollower::take_facts(const FileFacts& facts) {
  const auto order = callbacks_.place ? callbacks_.place(facts.path) : std::optional<std::uint64_t>{0};
  if (!order) return;
  if (facts.identity.empty()) throw_refused(facts.path);
  const auto [at, is_new] = files_.try_emplace({*order, facts.path});
  auto& file = at->second;
  if (is_new) {
    file.facts = facts;
    file.beheaded = !listed_ && (options_.tail_lines || options_.since);
    return;
  }
  file.there = true;
  const bool same = file.position.identity.empty() || file.position.identity == facts.identity;
  file.facts = facts;
  if (!same || facts.size < file.position.offset) start_over(file);
}

/// Of a file that was there before us only the end may be wanted.
void LogFollower::find_beginning(Followed& file) {
  std::optional<std::uint64_t> start = 0;
  if (options_.since && file.facts.modified < *options_.since)
    start = file.facts.size;
  else if (options_.tail_lines)
    start = program_->tail(file.facts.path, *options_.tail_lines);
  else if (options_.since && callbacks_.time_of && file.facts.size > worth_a_search)
    start = place_since(file.facts);
  if (!start) return;
  file.position.offset = std::min(*start, file.facts.size);
  file.beheaded = false;
}

std::uint64_t LogFollower::place_since(const FileFacts& facts) {
  const auto read = [&](std::uint64_t from, std::uint64_t count) -> std::optional<std::string> {
    program_->ask(facts.path, from, count);
    auto piece = program_->answer();
    if (!piece.found || piece.cut_off || piece.identity != facts.identity) return std::nullopt;
    return std::move(piece.bytes);
  };
  return find_since(
      {.since = *options_.since, .size = facts.size, .read = read, .time_of = [this](std::string_view line) {
         return callbacks_.time_of(line, program_->utc_offset());
       }});
}

}  // namespace aifactory::monitoring
