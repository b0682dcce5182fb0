// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory {

class Database;

/// A prepared SQL statement. Parameters count from 1, columns from 0.
class Statement {
 public:
  Statement(Statement&&) noexcept;
  ~Statement();

  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::int64_t number);
  Statement& bind(int parameter, double number);
  Statement& bind(int parameter, std::nullopt_t);
  template <std::integral Number>
  Statement& bind(int parameter, Number number) {
    return bind(parameter, static_cast<std::int64_t>(number));
  }

  /// True while there is a row; waits up to the database's limit for another process's lock (then try_again).
  bool step();
  /// Runs a statement without rows to its end and makes it ready to be bound again.
  void execute();

  std::string text(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Handle;
  explicit Statement(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

/// One SQLite file of the state folder: write-ahead log, full durability, several processes at once; survives kill -9.
/// The file is 0600. Errors: cannot_create, io, try_again (locked for over 10 s).
class Database {
 public:
  /// Opens or creates it. `schema` is a list of SQL steps; those beyond PRAGMA user_version are applied in one
  /// transaction. A file from a newer aifactory is refused (config) rather than guessed at.
  Database(const std::filesystem::path& path, std::initializer_list<std::string_view> schema);
  Database(Database&&) noexcept;
  ~Database();

  Statement prepare(std::string_view sql);
  void execute(std::string_view sql);

  /// Rolls back unless commit() was called.
  class Transaction {
   public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

   private:
    Database& database_;
    bool open_ = true;
  };

 private:
  void use_write_ahead_log();
  std::size_t version();
  void upgrade(std::initializer_list<std::string_view> schema);

  friend class Statement;
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace aifactory
