// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/jobs.hpp"

#include "job/run_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace aifactory::job {

namespace {

// A run's folder holds what it was submitted as, and its id.
constexpr std::string_view survey = R"sh(
cd "$root/runs" 2>/dev/null || exit 0
for file in */run.json; do
  [ -s "$file" ] || continue
  id=
  read -r id 2>/dev/null <"${file%/run.json}/id"
  printf '@aifactory %s\n' "${file%/run.json}"; cat -- "$file"; printf '\n@aifactory id %s\n' "$id"
done
exit 0
)sh";

bool is_id(std::string_view id) {
  return !id.empty() && std::ranges::all_of(id, [](unsigned char c) { return std::isdigit(c); });
}

// What the folder is called and where it lies is seen, not read.
std::optional<Run> read_found(const Jobs::Parts& parts, const std::string& folder, const std::string& text,
                              const std::string& id) try {
  auto run = read_run(text);
  if (run.name != folder || run.job.empty()) return std::nullopt;
  run.site = parts.site.id;
  run.folder = parts.root + "/runs/" + folder;
  run.id = is_id(id) ? id : "";
  run.submitter.clear();
  run.state = scheduler::State::unknown;
  return run;
} catch (const Error&) {
  return std::nullopt;
}

std::vector<Run> read_survey(const Jobs::Parts& parts, std::string_view out) {
  constexpr std::string_view mark = "@aifactory ";
  constexpr std::string_view id = "@aifactory id ";
  std::vector<Run> runs;
  std::string folder, text;
  for (const auto& line : split_lines(out)) {
    if (line.starts_with(id)) {
      if (auto run = read_found(parts, folder, text, line.substr(id.size()))) runs.push_back(std::move(*run));
      folder.clear();
    } else if (line.starts_with(mark)) {
      folder = line.substr(mark.size());
      text.clear();
    } else if (!folder.empty()) {
      text += line + '\n';
    }
  }
  return runs;
}

}  // namespace

int Jobs::recover() {
  const auto output = transport::run(parts_.host, {.script = "root=" + shell_quote(parts_.root) + std::string(survey),
                                                   .repeat = transport::Repeat::safe});
  int found = 0;
  for (const auto& run : read_survey(parts_, output.out))
    if (parts_.ledger.add_if_new(run)) ++found;
  parts_.ledger.mark_surveyed(parts_.site.id, parts_.root);
  return found;
}

}  // namespace aifactory::job
