// SPDX-License-Identifier: Apache-2.0
#include "base/sqlite.hpp"

#include <utility>

namespace aifactory {

struct Statement::Handle {
  struct Finalize {
    void operator()(sqlite3_stmt* prepared) const { sqlite3_finalize(prepared); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement;

  sqlite3_stmt* get() const { return statement.get(); }
  sqlite3* connection() const { return sqlite3_db_handle(get()); }
  void require(int result) const {
    if (result != SQLITE_OK) throw_database_error(connection());
  }
};

Statement Database::prepare(std::string_view sql) {
  sqlite3* connection = handle_->connection.get();
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
    throw_database_error(connection);
  auto handle = std::make_unique<Statement::Handle>();
  handle->statement.reset(statement);
  return Statement(std::move(handle));
}

Statement::Statement(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Statement::Statement(Statement&&) noexcept = default;
Statement::~Statement() = default;

Statement& Statement::bind(int parameter, std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();  // a null pointer would become NULL
  handle_->require(sqlite3_bind_text64(handle_->get(), parameter, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t number) {
  handle_->require(sqlite3_bind_int64(handle_->get(), parameter, number));
  return *this;
}

Statement& Statement::bind(int parameter, double number) {
  handle_->require(sqlite3_bind_double(handle_->get(), parameter, number));
  return *this;
}

Statement& Statement::bind(int parameter, std::nullopt_t) {
  handle_->require(sqlite3_bind_null(handle_->get(), parameter));
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(handle_->get());
  if (result == SQLITE_ROW) return true;
  // Resetting gives the locks back and keeps the failure for the message.
  const int outcome = sqlite3_reset(handle_->get());
  if (result != SQLITE_DONE || outcome != SQLITE_OK) throw_database_error(handle_->connection());
  return false;
}

void Statement::execute() {
  while (step())
    continue;
}

std::string Statement::text(int column) const {
  // SQLite speaks of text as unsigned characters; as a blob it comes untyped, byte for byte the same.
  const void* bytes = sqlite3_column_blob(handle_->get(), column);
  const int size = sqlite3_column_bytes(handle_->get(), column);
  return bytes == nullptr ? std::string()
                          : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_->get(), column);
}

double Statement::real(int column) const {
  return sqlite3_column_double(handle_->get(), column);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_->get(), column) == SQLITE_NULL;
}

}  // namespace aifactory
