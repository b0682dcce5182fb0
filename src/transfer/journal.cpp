// SPDX-License-Identifier: Apache-2.0
#include "transfer/journal.hpp"

#include "aifactory/base/error.hpp"

#include "transfer/pieces.hpp"

namespace aifactory::transfer {
namespace {

constexpr std::string_view schema =
    "CREATE TABLE piece (target TEXT NOT NULL, path TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, "
    "modified_ns INTEGER NOT NULL, PRIMARY KEY (target, path, number)) WITHOUT ROWID";

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

}  // namespace

Journal::Journal(const std::filesystem::path& path, std::string target) : target_(std::move(target)) {
  if (!path.empty()) database_.emplace(path, std::initializer_list<std::string_view>{schema});
}

Journal::~Journal() {
  try {
    write();
  } catch (const Error&) {
    // What is not noted is sent again; nothing better can be done here.
  }
}

std::vector<bool> Journal::acknowledged(const Entry& file) {
  std::vector<bool> pieces(piece_count(file.size));
  if (!database_) return pieces;
  write();
  database_->prepare("DELETE FROM piece WHERE target = ? AND path = ? AND NOT (size = ? AND modified_ns = ?)")
      .bind(1, target_)
      .bind(2, file.path)
      .bind(3, number(file.size))
      .bind(4, file.modified_ns)
      .execute();
  auto rows = database_->prepare("SELECT number FROM piece WHERE target = ? AND path = ?");
  rows.bind(1, target_).bind(2, file.path);
  while (rows.step()) {
    const auto piece = static_cast<std::size_t>(rows.integer(0));
    if (piece < pieces.size()) pieces[piece] = true;
  }
  return pieces;
}

void Journal::acknowledge(const Entry& file, std::uint32_t piece) {
  if (database_) pending_.push_back({file.path, file.size, file.modified_ns, piece});
}

void Journal::forget(const Entry& file) {
  if (!database_) return;
  std::erase_if(pending_, [&](const Note& note) { return note.path == file.path; });
  database_->prepare("DELETE FROM piece WHERE target = ? AND path = ?").bind(1, target_).bind(2, file.path).execute();
}

void Journal::keep(Clock::time_point now) {
  if (now - written_ < between_writes) return;
  written_ = now;
  write();
}

void Journal::write() {
  if (!database_ || pending_.empty()) return;
  Database::Transaction transaction(*database_);
  auto insert = database_->prepare("INSERT OR REPLACE INTO piece VALUES (?, ?, ?, ?, ?)");
  for (const auto& note : pending_) {
    insert.bind(1, target_).bind(2, note.path).bind(3, std::int64_t{note.piece});
    insert.bind(4, number(note.size)).bind(5, note.modified_ns).execute();
  }
  transaction.commit();
  pending_.clear();
}

}  // namespace aifactory::transfer
