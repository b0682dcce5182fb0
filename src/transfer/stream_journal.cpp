// SPDX-License-Identifier: Apache-2.0
#include "transfer/stream_journal.hpp"

#include "aifactory/base/error.hpp"

#include "transfer/journal.hpp"

#include <algorithm>

namespace aifactory::transfer {
namespace {

/// Of a file of many tebibytes; a number beyond it is no chunk of ours.
constexpr std::uint64_t chunks_at_most = std::uint64_t{1} << 26;

constexpr std::string_view stream_schema =
    "CREATE TABLE stream (target TEXT PRIMARY KEY, source TEXT NOT NULL, completed TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE chunk (target TEXT NOT NULL, number INTEGER NOT NULL, sha256 TEXT NOT NULL, "
    "PRIMARY KEY (target, number)) WITHOUT ROWID";

std::filesystem::path beside(const std::filesystem::path& tree_journal) {
  auto path = tree_journal;
  return path += ".streams";
}

}  // namespace

StreamJournal::StreamJournal(const std::filesystem::path& tree_journal, std::string target)
    : target_(std::move(target)) {
  if (tree_journal.empty()) return;
  database_.emplace(beside(tree_journal), std::initializer_list<std::string_view>{stream_schema});
  load();
}

StreamJournal::~StreamJournal() {
  try {
    write();
  } catch (const Error&) {
    // What is not noted is sent again; nothing better can be done here.
  }
}

void StreamJournal::load() {
  auto row = database_->prepare("SELECT source, completed FROM stream WHERE target = ?");
  row.bind(1, target_);
  if (!row.step()) return;
  source_ = row.text(0);
  completed_ = row.text(1);
  auto rows = database_->prepare("SELECT number, sha256 FROM chunk WHERE target = ? ORDER BY number");
  rows.bind(1, target_);
  while (rows.step()) {
    const auto number = static_cast<std::uint64_t>(rows.integer(0));
    if (number >= chunks_at_most) break;
    chunks_.resize(std::max<std::size_t>(chunks_.size(), number + 1));
    chunks_[number] = rows.text(1);
  }
}

void StreamJournal::begin(const std::string& source) {
  if (source != source_) forget();
  source_ = source;
  completed_.clear();
  if (!database_) return;
  database_->prepare("INSERT OR REPLACE INTO stream (target, source, completed) VALUES (?, ?, '')")
      .bind(1, target_)
      .bind(2, source_)
      .execute();
}

void StreamJournal::acknowledge(std::uint64_t number, const std::string& sha256) {
  if (database_) pending_[number] = sha256;
  chunks_.resize(std::max<std::size_t>(chunks_.size(), number + 1));
  chunks_[number] = sha256;
}

void StreamJournal::forget() {
  chunks_.clear();
  pending_.clear();
  if (database_) database_->prepare("DELETE FROM chunk WHERE target = ?").bind(1, target_).execute();
}

void StreamJournal::complete(const std::string& sha256) {
  forget();
  completed_ = sha256;
  if (!database_) return;
  database_->prepare("UPDATE stream SET completed = ? WHERE target = ?").bind(1, sha256).bind(2, target_).execute();
}

std::optional<std::string> StreamJournal::completed(const std::string& source) {
  if (source.empty() || source != source_ || completed_.empty()) return std::nullopt;
  return completed_;
}

void StreamJournal::keep(Clock::time_point now) {
  if (now - written_ < between_writes) return;
  written_ = now;
  write();
}

void StreamJournal::write() {
  if (pending_.empty()) return;
  Database::Transaction transaction(*database_);
  auto row = database_->prepare("INSERT OR REPLACE INTO chunk (target, number, sha256) VALUES (?, ?, ?)");
  for (const auto& [number, sha256] : pending_)
    row.bind(1, target_).bind(2, number).bind(3, sha256).execute();
  transaction.commit();
  pending_.clear();
}

}  // namespace aifactory::transfer
