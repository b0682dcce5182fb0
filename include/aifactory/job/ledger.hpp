// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/database.hpp"
#include "aifactory/job/run.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::job {

/// Every run of every project of this user: SQLite in the state folder, several processes at once.
class Ledger {
 public:
  explicit Ledger(const std::filesystem::path& file);

  void add(const Run& run);     ///< before anything is sent; name is unique
  void update(const Run& run);  ///< by name
  void forget(std::string_view run_name);

  bool add_if_new(const Run& run);  ///< false when a run of that name is there
  bool has_runs(std::string_view project) const;
  /// Were the site's run folders looked through for runs that a lost ledger knew?
  bool is_surveyed(std::string_view site) const;
  void mark_surveyed(std::string_view site, std::string_view root);

  struct Filter {
    std::string project;  ///< empty: all
    std::string site;
    bool unfinished_only = false;
  };
  std::vector<Run> list(const Filter& filter) const;  ///< newest first
  /// As find(), where there may be none.
  std::optional<Run> find_if_any(std::string_view project, std::string_view which) const;
  /// By run name or batch id within the project (all projects when none matches); empty `which`: the latest.
  /// Errors: no_input, with the nearest name.
  Run find(std::string_view project, std::string_view which) const;

 private:
  mutable Database database_;
};

}  // namespace aifactory::job
