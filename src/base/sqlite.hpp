// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/database.hpp"

#include <sqlite3.h>

namespace aifactory {

/// Throws what the last call on this connection failed with.
[[noreturn]] void throw_database_error(sqlite3* connection);

struct Database::Handle {
  struct Close {
    void operator()(sqlite3* opened) const { sqlite3_close_v2(opened); }
  };
  std::unique_ptr<sqlite3, Close> connection;

  void execute(const char* sql) {
    if (sqlite3_exec(connection.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
      throw_database_error(connection.get());
  }
};

}  // namespace aifactory
