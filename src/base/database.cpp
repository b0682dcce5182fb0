// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/database.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include "base/sqlite.hpp"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <string>
#include <utility>

namespace aifactory {
namespace {

constexpr std::chrono::milliseconds pause_when_locked{10};
constexpr int patience = 1000;  // pauses: ten seconds in all

/// Called by SQLite when another process holds the lock; 0 gives up.
int on_busy(void*, int calls) noexcept try {
  if (calls >= patience) return 0;
  interruptible_sleep(pause_when_locked);
  return 1;
} catch (...) {
  return 0;  // interrupted; said again, as an Error, when SQLite is out of the way
}

/// SQLite gives the file the process's umask; state is nobody else's business. Its -wal and -shm follow the file.
void create_private(const std::filesystem::path& path) {
  const UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) throw system_error("cannot open '" + printable(path.native()) + "'", errno, ErrorKind::cannot_create);
}

ErrorKind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorKind::try_again;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return ErrorKind::cannot_create;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_CONSTRAINT:
      return ErrorKind::bug;
    default:
      return ErrorKind::io;
  }
}

std::string hint_for(int code, ErrorKind kind, const std::string& file) {
  if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
    return "it is damaged: move it away, and a new one is made; runs are found again on the site";
  if (kind == ErrorKind::try_again) return "another aifactory is busy with it: try again in a moment";
  if (kind == ErrorKind::cannot_create) return "check who owns " + file + " and whether the disk is full";
  return {};
}

}  // namespace

void throw_database_error(sqlite3* connection) {
  throw_if_interrupted();
  const char* name = connection == nullptr ? nullptr : sqlite3_db_filename(connection, "main");
  const std::string file = "'" + printable(name == nullptr ? "" : name) + "'";
  const int code = sqlite3_extended_errcode(connection);
  const ErrorKind kind = kind_of(code);
  throw Error{{.kind = kind,
               .what = "cannot use the state file " + file,
               .why = printable(sqlite3_errmsg(connection)),
               .hint = hint_for(code, kind, file)}};
}

Database::Database(const std::filesystem::path& path, std::initializer_list<std::string_view> schema)
    : handle_(std::make_unique<Handle>()) {
  create_private(path);
  sqlite3* opened = nullptr;
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX;
  const int result = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  handle_->connection.reset(opened);
  if (result != SQLITE_OK) throw_database_error(opened);
  sqlite3_busy_handler(opened, on_busy, nullptr);
  use_write_ahead_log();
  execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  upgrade(schema);
}

// Of two that change the journal of a new file at once SQLite refuses one without asking its busy handler.
void Database::use_write_ahead_log() {
  for (int attempt = 1;; ++attempt)
    try {
      return execute("PRAGMA journal_mode = WAL");
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::try_again || attempt >= patience) throw;
      interruptible_sleep(pause_when_locked);
    }
}

Database::Database(Database&&) noexcept = default;
Database::~Database() = default;

std::size_t Database::version() {
  Statement statement = prepare("PRAGMA user_version");
  statement.step();
  return static_cast<std::size_t>(statement.integer(0));
}

void Database::upgrade(std::initializer_list<std::string_view> schema) {
  if (version() == schema.size()) return;
  Transaction transaction(*this);
  const std::size_t done = version();  // again: another process may have been quicker
  if (done > schema.size())
    throw Error{{.kind = ErrorKind::config,
                 .what = "the state file was written by a newer aifactory",
                 .why = "it has version " + std::to_string(done) + ", known is " + std::to_string(schema.size()),
                 .hint = "update aifactory on this machine"}};
  for (std::size_t step = done; step < schema.size(); ++step)
    execute(schema.begin()[step]);
  execute("PRAGMA user_version = " + std::to_string(schema.size()));
  transaction.commit();
}

void Database::execute(std::string_view sql) {
  handle_->execute(std::string(sql).c_str());
}

Database::Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Database::Transaction::~Transaction() {
  if (open_) sqlite3_exec(database_.handle_->connection.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace aifactory
