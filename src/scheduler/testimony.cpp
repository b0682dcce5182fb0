// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/explain.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "scheduler/states.hpp"
#include "scheduler/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace aifactory::scheduler {

namespace {

constexpr std::string_view mark = "@aifactory ";

using Row = std::map<std::string, std::string, std::less<>>;

std::string of(const Row& row, std::string_view key) {
  const auto found = row.find(key);
  if (found == row.end()) return "";
  constexpr std::string_view nothing[] = {"N/A", "(null)", "None", "UNLIMITED", "Unknown", "NONE"};
  return std::ranges::find(nothing, found->second) == std::end(nothing) ? found->second : "";
}

std::string in_words(const std::string& duration) {
  const auto parsed = parse_duration(duration);
  return parsed ? format_duration(*parsed) : "";
}

// Slurm was asked in UTC, and says no zone.
std::string in_utc(std::string time) {
  const bool whole = time.size() == std::string_view("2026-11-20T15:16:17").size() && time[10] == 'T';
  return whole ? time + 'Z' : time;
}

// "node=2,gres/gpu=4": the count of one of them.
std::string count_in(const std::string& tres, std::string_view name) {
  for (const auto& part : split(tres, ','))
    if (part.starts_with(name) && part.size() > name.size() && part[name.size()] == '=')
      return part.substr(name.size() + 1);
  return "";
}

std::string nodes(const std::string& count) {
  return count.empty() ? "" : tres_in_words("node=" + count);
}

// "Key=value Key=value": a value ends where the next key begins, so that it may hold blanks.
Row pairs_of(std::string_view line) {
  Row row;
  std::string* last = nullptr;
  for (const auto& piece : split(line, ' ')) {
    const auto equals = piece.find('=');
    const bool is_key = equals != std::string::npos && equals > 0 && piece.find_first_of(",(/:") > equals;
    if (is_key)
      last = &row.insert_or_assign(piece.substr(0, equals), piece.substr(equals + 1)).first->second;
    else if (last && !piece.empty())
      *last += ' ' + piece;
  }
  return row;
}

// Lines of "A|B|C" below a line of names.
std::vector<Row> table_of(const std::vector<std::string>& lines) {
  std::vector<Row> rows;
  if (lines.empty()) return rows;
  const auto names = split(lines.front(), '|');
  for (std::size_t line = 1; line < lines.size(); ++line) {
    const auto values = split(lines[line], '|');
    if (values.size() != names.size()) continue;
    Row row;
    for (std::size_t column = 0; column < names.size(); ++column)
      row.insert_or_assign(names[column], values[column]);
    rows.push_back(std::move(row));
  }
  return rows;
}

// Names the tasks of an array that ended badly; the first five do.
class BadTasks {
 public:
  void add(const std::string& id, State state) {
    if (is_final(state) && state != State::completed && id.find('_') != std::string::npos) tasks_.push_back(id);
  }
  void tell(Facts& facts) {
    std::ranges::sort(tasks_);
    if (tasks_.size() > 5) {
      tasks_.resize(5);
      tasks_.emplace_back("…");
    }
    put(facts, "tasks.bad", join(tasks_, ", "));
  }

 private:
  std::vector<std::string> tasks_;
};

void read_squeue(const Evidence& said, Facts& facts) {
  if (said.lines.empty()) return;
  BadTasks bad;
  for (const auto& line : said.lines) {
    const auto job = pairs_of(line);
    bad.add(of(job, "JobId"), state_from(of(job, "State")));
  }
  bad.tell(facts);
  const auto row = pairs_of(said.lines.front());
  put(facts, "start", in_utc(of(row, "Start")));
  put(facts, "dependency", of(row, "Dependency"));
}

void read_partition(const Evidence& said, Facts& facts) {
  if (said.lines.empty()) return;
  const auto row = pairs_of(said.lines.front());
  put(facts, "partition.wall", in_words(of(row, "MaxTime")));
  put(facts, "partition.nodes", nodes(of(row, "TotalNodes")));
  put(facts, "partition.nodes_job", nodes(of(row, "MaxNodes")));
  const auto qos = of(row, "AllowQos");
  if (qos != "ALL") put(facts, "partition.qos", qos);
}

void read_qos(const Evidence& said, Facts& facts) {
  const auto rows = table_of(said.lines);
  if (rows.empty()) return;
  const auto& row = rows.front();
  const auto job = of(row, "MaxTRES");
  const auto user = of(row, "MaxTRESPU");
  const auto group = of(row, "GrpTRES");
  put(facts, "qos.wall", in_words(of(row, "MaxWall")));
  put(facts, "qos.job", tres_in_words(job));
  put(facts, "qos.nodes_job", nodes(count_in(job, "node")));
  put(facts, "qos.user", tres_in_words(user));
  put(facts, "qos.nodes_user", count_in(user, "node"));
  put(facts, "qos.gpus_user", count_in(user, "gres/gpu"));
  put(facts, "qos.cpus_user", count_in(user, "cpu"));
  put(facts, "qos.nodes_group", count_in(group, "node"));
  put(facts, "qos.gpus_group", count_in(group, "gres/gpu"));
  put(facts, "qos.jobs_group", of(row, "GrpJobs"));
  put(facts, "qos.jobs_user", of(row, "MaxJobsPU"));
  put(facts, "qos.submit_user", of(row, "MaxSubmitPU"));
  put(facts, "qos.min", tres_in_words(of(row, "MinTRES")));
}

void read_association(const Evidence& said, Facts& facts) {
  for (const auto& row : table_of(said.lines)) {
    put(facts, "assoc.wall", in_words(of(row, "MaxWall")));
    put(facts, "assoc.jobs", of(row, "MaxJobs"));
    put(facts, "assoc.submit", of(row, "GrpSubmit"));
    put(facts, "assoc.job", tres_in_words(of(row, "MaxTRES")));
    put(facts, "assoc.group", tres_in_words(of(row, "GrpTRES")));
    if (const auto minutes = of(row, "GrpTRESMins"); !minutes.empty()) put(facts, "assoc.budget", minutes + " minutes");
  }
}

void read_record(const Evidence& said, Facts& facts) {
  BadTasks bad;
  for (const auto& row : table_of(said.lines)) {
    const auto id = of(row, "JobID");
    const auto state = state_from(of(row, "State"));
    if (id.find('.') == std::string::npos) {
      put(facts, "mem.asked", of(row, "ReqMem"));
      bad.add(id, state);
    } else if (state == State::out_of_memory && !id.ends_with(".batch")) {
      put(facts, "step", id);
    }
  }
  bad.tell(facts);
}

void read_dependency(const Evidence& said, Facts& facts) {
  std::vector<std::string> jobs;
  for (const auto& row : table_of(said.lines))
    jobs.push_back(fmt::format("{} {} is {}", of(row, "JobID"), of(row, "JobName"), of(row, "State")));
  put(facts, "dependency.jobs", join(jobs, ", "));
}

void read_reservations(const Evidence& said, Facts& facts) {
  for (const auto& line : said.lines) {
    const auto row = pairs_of(line);
    if (of(row, "Flags").find("MAINT") == std::string::npos) continue;
    const auto start = in_utc(of(row, "StartTime"));
    const auto known = facts.find("maintenance");
    if (known == facts.end() || start < known->second) put(facts, "maintenance", start);
  }
}

void read_queue(const Evidence& said, Facts& facts) {
  int ahead = 0;
  if (said.lines.empty()) return;
  const auto& text = said.lines.front();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ahead);
  if (error == std::errc{} && ahead > 0) put(facts, "queue.ahead", std::to_string(ahead));
}

void read_facts(const Evidence& said, Facts& facts) {
  using Read = void (*)(const Evidence&, Facts&);
  constexpr std::pair<std::string_view, Read> readers[] = {
      {"squeue", read_squeue},
      {"sacct", read_record},
      {"scontrol show partition", read_partition},
      {"sacctmgr show qos", read_qos},
      {"sacctmgr show assoc", read_association},
      {"squeue and sacct, of the jobs it depends on", read_dependency},
      {"scontrol show reservation", read_reservations},
      {"jobs before it", read_queue}};
  for (const auto& [source, read] : readers)
    if (said.source == source) read(said, facts);
}

}  // namespace

Testimony read_testimony(std::string_view out) {
  Testimony testimony;
  Evidence* open = nullptr;
  for (const auto& line : split_lines(out)) {
    if (line.starts_with(mark)) {
      const auto name = line.substr(mark.size());
      open = name == "end" ? nullptr : &testimony.evidence.emplace_back(Evidence{name, {}});
    } else if (open && !(open->lines.empty() && trim(line).empty())) {
      open->lines.push_back(line);
    }
  }
  for (auto& said : testimony.evidence) {
    while (!said.lines.empty() && trim(said.lines.back()).empty())
      said.lines.pop_back();
    read_facts(said, testimony.facts);
  }
  std::erase_if(testimony.evidence, [](const Evidence& said) { return said.lines.empty(); });
  return testimony;
}

}  // namespace aifactory::scheduler
