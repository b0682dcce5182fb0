// SPDX-License-Identifier: Apache-2.0
#include "monitoring/metric_files.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/glob.hpp"
#include "aifactory/base/text.hpp"

#include "monitoring/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace aifactory::monitoring {
namespace {

constexpr std::string_view known_formats =
    "known are *.jsonl, *.ndjson, *.csv, *tfevents*, *.wandb and trainer_state.json";

bool leads_out(std::string_view path) {
  const auto parts = split(path, '/');
  return path.empty() || path.front() == '/' || std::find(parts.begin(), parts.end(), "..") != parts.end();
}

/// As it stands in a listing: "./tb/" is "tb"; "." means everything.
std::string_view plain(std::string_view path) {
  while (path.starts_with("./"))
    path.remove_prefix(2);
  while (path.ends_with('/'))
    path.remove_suffix(1);
  return path == "." ? "**" : path;
}

/// The part of a pattern that names one folder or file.
std::string fixed_part(std::string_view pattern) {
  std::vector<std::string> fixed;
  for (const auto& part : split(plain(pattern), '/')) {
    if (part.find_first_of("*?[\\") != std::string::npos) break;
    fixed.push_back(part);
  }
  return fixed.empty() ? "." : "./" + join(fixed, "/");
}

/// A pattern that names a folder means all that is in it.
bool is_meant(std::string_view path, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), [path](const std::string& pattern) {
    const std::string name{plain(pattern)};
    return matches_glob(name, path) || matches_glob(name + "/**", path);
  });
}

bool is_named(std::string_view path, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), [path](const auto& pattern) { return plain(pattern) == path; });
}

/// Hugging Face's Trainer writes its whole history into every checkpoint: "out/checkpoint-500/trainer_state.json" is
/// number 500 of "out", "out/trainer_state.json" comes last of all.
struct Checkpoint {
  std::string of;
  double number = std::numeric_limits<double>::infinity();
};
Checkpoint checkpoint_of(std::string_view path) {
  constexpr std::string_view prefix = "checkpoint-";
  auto parts = split(path, '/');
  parts.pop_back();
  if (parts.empty() || !parts.back().starts_with(prefix)) return {.of = join(parts, "/")};
  const auto number = parse_number(std::string_view(parts.back()).substr(prefix.size()));
  parts.pop_back();
  return {.of = join(parts, "/"), .number = number.value_or(0)};
}

void keep_latest_checkpoints(std::vector<MetricFile>& files) {
  std::map<std::string, double> latest;
  for (const auto& file : files) {
    if (file.format != Format::trainer_state) continue;
    const auto [of, number] = checkpoint_of(file.path);
    const auto known = latest.try_emplace(of, number).first;
    known->second = std::max(known->second, number);
  }
  std::erase_if(files, [&latest](const MetricFile& file) {
    if (file.format != Format::trainer_state) return false;
    const auto [of, number] = checkpoint_of(file.path);
    return number < latest.at(of);
  });
}

void limit_count(Selection& selection) {
  auto& files = selection.files;
  if (files.size() <= file_count_limit) return;
  selection.complaints.push_back(
      {files[file_count_limit].path,
       fmt::format("{} files match; only the first {} are read", files.size(), file_count_limit)});
  files.resize(file_count_limit);
}

std::set<std::string> names_in(std::string_view listing) {
  std::set<std::string> names;
  for (auto end = listing.find('\0'); end != std::string_view::npos; end = listing.find('\0')) {
    names.emplace(plain(listing.substr(0, end)));
    listing.remove_prefix(end + 1);
  }
  return names;
}

}  // namespace

void check_patterns(const std::vector<std::string>& patterns) {
  for (const auto& pattern : patterns) {
    if (!leads_out(pattern) && pattern.find_first_of(std::string_view("\0\n", 2)) == std::string::npos) continue;
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = fmt::format("'{}' is no pattern of metrics files", printable(pattern)),
                 .why = "patterns are relative to the work folder of the run and stay below it",
                 .hint = "write for example metrics: [metrics.jsonl, \"tb/**\"]"}};
  }
}

std::string listing_script(const std::string& folder, const std::vector<std::string>& patterns) {
  std::set<std::string> starts;
  for (const auto& pattern : patterns)
    starts.insert(fixed_part(pattern));
  const std::vector<std::string> words(starts.begin(), starts.end());
  return fmt::format(
      "LC_ALL=C; export LC_ALL\ncd {} 2>/dev/null || exit 0\n"
      "for start in {}; do [ ! -e \"$start\" ] || find -H \"$start\" -type f -print0; done | head -c {}\n",
      shell_quote(folder), shell_join(words), listing_limit);
}

Selection select_files(std::string_view listing, const std::vector<std::string>& patterns) {
  Selection selection;
  for (const auto& name : names_in(listing)) {
    if (!is_meant(name, patterns)) continue;
    const auto format = format_of(name);
    if (leads_out(name) || name.find('\n') != std::string::npos) {
      selection.complaints.push_back({printable(name), "is not read: a name like this could mean something else"});
    } else if (format != Format::unknown) {
      selection.files.push_back({name, format});
    } else if (is_named(name, patterns)) {
      selection.complaints.push_back({printable(name), fmt::format("is not read: {}", known_formats)});
    }
  }
  if (listing.size() >= listing_limit) {
    selection.complaints.push_back({".", "there are too many files to look through; narrow the patterns"});
  }
  keep_latest_checkpoints(selection.files);
  limit_count(selection);
  return selection;
}

}  // namespace aifactory::monitoring
