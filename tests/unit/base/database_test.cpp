// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/database.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include "support/catch.hpp"
#include "support/failure_of.hpp"

#include <csignal>
#include <cstdint>
#include <functional>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace aifactory;
using namespace std::string_literals;
using aifactory::test::kind_of;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view first_step = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, value)";

struct Fixture {
  TemporaryDirectory folder;
  fs::path path = folder.path() / "state.db";
};

std::int64_t count(Database& database) {
  Statement statement = database.prepare("SELECT count(*) FROM t");
  REQUIRE(statement.step());
  return statement.integer(0);
}

pid_t start_child(const std::function<void()>& act) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  try {
    act();
  } catch (const std::exception&) {
    ::_exit(1);
  }
  ::_exit(0);
}

int status_of(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "values come back as they went in") {
  Database database(path, {first_step});
  Statement insert = database.prepare("INSERT INTO t (name, value) VALUES (?, ?)");
  insert.bind(1, "nul"s + '\0' + "\xff").bind(2, INT64_MIN).execute();
  insert.bind(1, std::string_view()).bind(2, 0.25).execute();
  insert.bind(1, "none").bind(2, std::nullopt).execute();
  insert.bind(1, "int").bind(2, 7).execute();

  Statement select = database.prepare("SELECT name, value FROM t ORDER BY id");
  REQUIRE(select.step());
  CHECK(select.text(0) == "nul"s + '\0' + "\xff");
  CHECK(select.integer(1) == INT64_MIN);
  REQUIRE(select.step());
  CHECK_FALSE(select.is_null(0));
  CHECK(select.text(0).empty());
  CHECK(select.real(1) == 0.25);
  REQUIRE(select.step());
  CHECK(select.is_null(1));
  REQUIRE(select.step());
  CHECK(select.integer(1) == 7);
  CHECK_FALSE(select.step());
}

TEST_CASE_METHOD(Fixture, "the file is the user's alone, durable, and checks references") {
  Database database(path, {first_step});
  struct stat facts = {};
  for (const auto* end : {"", "-wal"}) {
    REQUIRE(::stat((path.native() + end).c_str(), &facts) == 0);
    CHECK((facts.st_mode & 07777u) == 0600);
  }
  const std::vector<std::pair<std::string, std::string>> settings = {
      {"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}};
  for (const auto& [name, value] : settings) {
    Statement statement = database.prepare("PRAGMA " + name);
    REQUIRE(statement.step());
    CHECK(statement.text(0) == value);
  }
}

TEST_CASE_METHOD(Fixture, "schema steps are applied once, and only the new ones") {
  { Database database(path, {first_step}); }
  { Database database(path, {first_step, "INSERT INTO t (name) VALUES ('a')"}); }
  Database database(path, {first_step, "INSERT INTO t (name) VALUES ('a')"});
  CHECK(count(database) == 1);
  CHECK(kind_of([&] { Database(path, {first_step}); }) == ErrorKind::config);
}

TEST_CASE_METHOD(Fixture, "a step that fails leaves nothing of its upgrade") {
  { Database database(path, {first_step}); }
  CHECK(kind_of([&] {
          Database(path, {first_step, "INSERT INTO t (name) VALUES ('a')", "nonsense"});
        }) == ErrorKind::bug);
  Database database(path, {first_step});
  CHECK(count(database) == 0);
}

TEST_CASE_METHOD(Fixture, "a transaction counts only when committed") {
  Database database(path, {first_step});
  {
    Database::Transaction transaction(database);
    database.execute("INSERT INTO t (name) VALUES ('lost')");
  }
  CHECK(count(database) == 0);
  {
    Database::Transaction transaction(database);
    database.execute("INSERT INTO t (name) VALUES ('kept')");
    transaction.commit();
  }
  CHECK(count(database) == 1);
}

TEST_CASE_METHOD(Fixture, "a statement can be used again after it failed") {
  Database database(path, {first_step});
  Statement insert = database.prepare("INSERT INTO t (name) VALUES (?)");
  insert.bind(1, "a").execute();
  CHECK(kind_of([&] { insert.bind(1, "a").execute(); }) == ErrorKind::bug);
  insert.bind(1, "b").execute();
  CHECK(count(database) == 2);
}

TEST_CASE_METHOD(Fixture, "what is no database, or not to be opened, is said") {
  write_file(path, std::string(4096, 'x'));
  CHECK(kind_of([&] { Database(path, {first_step}); }) == ErrorKind::io);
  CHECK(kind_of([&] { Database(folder.path() / "no/such", {}); }) == ErrorKind::cannot_create);
  CHECK(kind_of([&] { Database(folder.path(), {}); }) == ErrorKind::cannot_create);
}

TEST_CASE_METHOD(Fixture, "many processes open and write at once") {
  constexpr int processes = 8, rows = 20;
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i)
    children.push_back(start_child([&] {
      Database database(path, {first_step});
      for (int row = 0; row < rows; ++row)
        database.execute("INSERT INTO t (value) VALUES (1)");
    }));
  for (const pid_t child : children)
    CHECK(status_of(child) == 0);
  Database database(path, {first_step});
  CHECK(count(database) == processes * rows);
}

TEST_CASE_METHOD(Fixture, "what was committed survives kill -9") {
  int ends[2] = {};
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = start_child([&] {
    Database database(path, {first_step});
    database.execute("INSERT INTO t (name) VALUES ('kept')");
    const Database::Transaction transaction(database);
    database.execute("INSERT INTO t (name) VALUES ('lost')");
    if (::write(ends[1], "x", 1) == 1) ::pause();
  });
  char byte = 0;
  REQUIRE(::read(ends[0], &byte, 1) == 1);
  ::kill(child, SIGKILL);
  CHECK(status_of(child) == SIGKILL);
  Database database(path, {first_step});
  CHECK(count(database) == 1);
}
