// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/ledger.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "job/run_json.hpp"

#include <algorithm>

namespace aifactory::job {

namespace {

// What is asked for stands in columns, all of the run in `record`.
constexpr std::string_view first_schema = R"sql(
CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  project TEXT NOT NULL,
  site TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  finished INTEGER NOT NULL,
  created INTEGER NOT NULL,
  record TEXT NOT NULL
);
CREATE INDEX runs_by_project ON runs (project, created);
CREATE INDEX runs_by_batch_id ON runs (batch_id);
)sql";

// Sites whose run folders were looked through after the ledger was lost.
constexpr std::string_view second_schema = "CREATE TABLE surveys (site TEXT NOT NULL PRIMARY KEY, root TEXT NOT NULL);";

std::int64_t finished(const Run& run) {
  return scheduler::is_final(run.state) ? 1 : 0;
}

std::optional<Run> first_run(Statement statement) {
  if (!statement.step()) return std::nullopt;
  return read_run(statement.text(0));
}

}  // namespace

Ledger::Ledger(const std::filesystem::path& file) : database_(file, {first_schema, second_schema}) {}

void Ledger::add(const Run& run) {
  database_
      .prepare("INSERT INTO runs (name, project, site, batch_id, finished, created, record) VALUES (?,?,?,?,?,?,?)")
      .bind(1, run.name)
      .bind(2, run.project)
      .bind(3, run.site)
      .bind(4, run.id)
      .bind(5, finished(run))
      .bind(6, run.created.time_since_epoch().count())
      .bind(7, write_run(run))
      .execute();
}

void Ledger::update(const Run& run) {
  database_.prepare("UPDATE runs SET batch_id = ?, finished = ?, record = ? WHERE name = ?")
      .bind(1, run.id)
      .bind(2, finished(run))
      .bind(3, write_run(run))
      .bind(4, run.name)
      .execute();
}

void Ledger::forget(std::string_view run_name) {
  database_.prepare("DELETE FROM runs WHERE name = ?").bind(1, run_name).execute();
}

bool Ledger::add_if_new(const Run& run) {
  Database::Transaction transaction(database_);
  auto known = database_.prepare("SELECT 1 FROM runs WHERE name = ?");
  if (known.bind(1, run.name).step()) return false;
  add(run);
  transaction.commit();
  return true;
}

bool Ledger::has_runs(std::string_view project) const {
  return database_.prepare("SELECT 1 FROM runs WHERE project = ? LIMIT 1").bind(1, project).step();
}

bool Ledger::is_surveyed(std::string_view site) const {
  return database_.prepare("SELECT 1 FROM surveys WHERE site = ?").bind(1, site).step();
}

void Ledger::mark_surveyed(std::string_view site, std::string_view root) {
  database_.prepare("INSERT OR REPLACE INTO surveys (site, root) VALUES (?, ?)").bind(1, site).bind(2, root).execute();
}

std::vector<Run> Ledger::list(const Filter& filter) const {
  auto statement = database_.prepare(
      "SELECT record FROM runs WHERE (?1 = '' OR project = ?1) AND (?2 = '' OR site = ?2) AND (?3 = 0 OR finished = 0) "
      "ORDER BY created DESC, number DESC");
  statement.bind(1, filter.project).bind(2, filter.site).bind(3, std::int64_t{filter.unfinished_only});
  std::vector<Run> runs;
  while (statement.step())
    runs.push_back(read_run(statement.text(0)));
  return runs;
}

std::optional<Run> Ledger::find_if_any(std::string_view project, std::string_view which) const {
  // Within the project first, then anywhere; a name goes before an id; the newest of several with one id.
  auto statement = database_.prepare(
      "SELECT record FROM runs WHERE (?2 = '' AND project = ?1) OR (?2 <> '' AND (name = ?2 OR batch_id = ?2)) "
      "ORDER BY project = ?1 DESC, name = ?2 DESC, created DESC, number DESC LIMIT 1");
  statement.bind(1, project).bind(2, which);
  return first_run(std::move(statement));
}

Run Ledger::find(std::string_view project, std::string_view which) const {
  if (auto run = find_if_any(project, which)) return *run;
  if (which.empty())
    throw Error{{.kind = ErrorKind::no_input,
                 .what = "this project has no run yet",
                 .hint = "aifactory job submit starts one; aifactory job list --all shows those of other projects"}};
  std::vector<std::string> names;
  for (const auto& run : list({.project = std::string(project)}))
    names.push_back(run.name);
  throw Error{{.kind = ErrorKind::no_input,
               .what = "there is no run '" + printable(which) + "'" + did_you_mean(which, names),
               .hint = "aifactory job list shows the runs of this project"}};
}

}  // namespace aifactory::job
