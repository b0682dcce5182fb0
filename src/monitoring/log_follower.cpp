// SPDX-License-Identifier: Apache-2.0
#include "monitoring/log_follower.hpp"

#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace aifactory::monitoring {
namespace {

constexpr std::size_t pieces_ahead = 16, pieces_of_a_look = 256;
/// Above it file channels are worth their opening.
constexpr std::uint64_t large = std::uint64_t{1} << 20;

}  // namespace

LogFollower::LogFollower(transport::Host& host, const LogOptions& options, const LogCallbacks& callbacks, Pacing pacing)
    : host_(host),
      options_(options),
      callbacks_(callbacks),
      pacing_(std::move(pacing)),
      ranges_(host),
      piece_size_(usual_piece) {}

std::vector<LogFile> LogFollower::run() {
  while (!done_) {
    throw_if_interrupted();
    given_before_ = given_;
    try {
      look();
      decide();
    } catch (const Error& error) {
      if (sink_failed_) throw;
      survive(error);
    }
  }
  std::vector<LogFile> read;
  for (const auto& [place, file] : files_)
    if (file.position.offset > 0 || file.facts.size == 0)
      read.push_back({file.facts.path, file.facts.identity, file.position.offset});
  return read;
}

void LogFollower::look() {
  if (!program_) program_.emplace(host_, patterns());
  take_listing();
  for (auto& [place, file] : files_) {
    file.set_aside = false;
    if (file.there && file.beheaded) find_beginning(file);
  }
  listed_ = true;
  for (auto& [place, file] : files_)
    if (ranges_work_ && backlog(file) >= large) read_large(file);
  read_small();
  note_answer();
}

std::uint64_t LogFollower::backlog(const Followed& file) const {
  if (!file.there || file.set_aside || file.beheaded) return 0;
  const auto end = file.goal ? std::min(*file.goal, file.facts.size) : file.facts.size;
  return end - std::min(end, file.position.offset);
}

/// Pieces of all files, many asked for ahead.
void LogFollower::read_small() {
  std::deque<Wanted> wanted, asked;
  for (auto& [place, file] : files_) {
    const auto end = file.position.offset + std::min(backlog(file), piece_size_ * pieces_of_a_look);
    auto overlap = file.position.overlap.size();
    for (auto at = file.position.offset; at < end; at += piece_size_, overlap = 0) {
      wanted.push_back({&file, at - overlap, std::min(piece_size_, end - at) + overlap, overlap});
    }
  }
  while (!wanted.empty() || !asked.empty()) {
    for (; !wanted.empty() && asked.size() < pieces_ahead; wanted.pop_front()) {
      program_->ask(wanted.front().file->facts.path, wanted.front().start, wanted.front().count);
      asked.push_back(wanted.front());
    }
    take(asked.front(), program_->answer());
    asked.pop_front();
  }
}

void LogFollower::take(const Wanted& wanted, const Piece& piece) {
  auto& file = *wanted.file;
  const bool in_order = wanted.start + wanted.overlap == file.position.offset;
  if (file.set_aside || !piece.found || piece.cut_off || !in_order) {
    file.set_aside = true;  // the next look tells more
    return;
  }
  const bool same_file =
      file.position.identity.empty() ? piece.identity == file.facts.identity : piece.identity == file.position.identity;
  const std::string before = file.position.overlap;
  OverlapCheck overlap(wanted.overlap > 0 ? std::string_view(before) : std::string_view());
  const auto fresh = overlap.pass(piece.bytes);
  if (!same_file || !overlap.same()) return start_over(file);
  file.position.identity = piece.identity;
  give(file, fresh);
}

void LogFollower::read_large(Followed& file) {
  const auto meant = file.facts.identity;
  const auto end = file.position.offset + backlog(file);
  const auto confirm = [&] {
    take_listing();
    return file.there && !file.set_aside && file.facts.identity == meant;
  };
  std::string known = file.position.overlap;
  OverlapCheck overlap(known);
  const auto outcome =
      ranges_.read({file.facts.path, file.position.start_of_look(), end}, confirm, [&](std::string_view bytes) {
        if (file.set_aside) return;
        const auto fresh = overlap.pass(bytes);
        if (!overlap.same()) return start_over(file);
        file.position.identity = meant;
        give(file, fresh);
      });
  if (outcome == RangeReader::Outcome::unavailable) ranges_work_ = false;
  if (outcome == RangeReader::Outcome::stopped) file.set_aside = true;
}

void LogFollower::give(Followed& file, std::string_view bytes) {
  if (bytes.empty()) return;
  sink_failed_ = true;
  callbacks_.sink(
      {.path = file.facts.path, .offset = file.position.offset, .bytes = bytes, .utc_offset = program_->utc_offset()});
  sink_failed_ = false;
  file.position.advance(bytes);
  given_ += bytes.size();
}

void LogFollower::start_over(Followed& file) {
  notice(
      fmt::format("{} was replaced or emptied after byte {}: starting again from its top; what the old one still "
                  "got is lost",
                  printable(file.facts.path), file.position.offset));
  file.position = {};
  file.goal.reset();
  file.beheaded = false;
  file.set_aside = true;
  quiet_looks_ = 0;
}

}  // namespace aifactory::monitoring
