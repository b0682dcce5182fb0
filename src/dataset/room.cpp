// SPDX-License-Identifier: Apache-2.0
#include "aifactory/dataset/room.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "dataset/table_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sys/statvfs.h>

namespace aifactory::dataset {
namespace {

/// The nearest folder that exists is asked. -P keeps a row on one line; file systems without a fixed number of inodes
/// say 0 of 0.
constexpr std::string_view script = R"sh(d={}
while [ ! -d "$d" ] && [ "$d" != / ] && [ -n "$d" ]; do d=${{d%/*}}; done
LC_ALL=C df -Pk -- "${{d:-/}}" 2>/dev/null | sed -n 2p
echo @
LC_ALL=C df -Pi -- "${{d:-/}}" 2>/dev/null | sed -n 2p
echo @
{} </dev/null 2>/dev/null
exit 0)sh";

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                   : std::nullopt;
}

/// df's columns from the end: … total used available share mount point; device names may hold blanks.
struct Row {
  std::uint64_t total = 0;
  std::uint64_t available = 0;
  std::string mount;
};
std::optional<Row> read_df(std::string_view line) {
  const auto words = words_of(line);
  const auto share = std::ranges::find_if(words, [](const std::string& word) {
    return word == "-" || (word.ends_with('%') && number(std::string_view(word).substr(0, word.size() - 1)));
  });
  const auto at = share - words.begin();
  if (share == words.end() || at < 4 || share + 1 == words.end()) return std::nullopt;
  const auto total = number(words[static_cast<std::size_t>(at) - 3]);
  const auto available = number(words[static_cast<std::size_t>(at) - 1]);
  if (!total || !available) return std::nullopt;
  return Row{*total, *available, *(share + 1)};
}

Limit file_system(std::string_view bytes, std::string_view files) {
  Limit limit{.name = "", .free_bytes = {}, .free_files = {}};
  if (const auto row = read_df(bytes)) {
    limit.name = "file system " + row->mount;
    limit.free_bytes = row->available * 1024;
  }
  if (const auto row = read_df(files); row && row->total > 0) limit.free_files = row->available;
  return limit;
}

/// The quotas that a profile tells, of which nobody knows how much is used.
void add_known(const config::SiteProfile& site, const std::string& folder, std::vector<Limit>& limits) {
  for (const auto& [name, place] : site.storage)
    if ((place.quota_bytes || place.quota_files) && is_above(place.path, folder))
      limits.push_back({"whole quota of " + place.path, place.quota_bytes, place.quota_files});
}

/// On this machine none: a project file that came from others could name anything.
std::string quota_command(const config::SiteProfile& site) {
  const auto found = site.commands.find("quota");
  return site.scheduler == config::SchedulerKind::local || found == site.commands.end() || found->second.run.empty()
             ? ":"
             : found->second.run;
}

std::string quota_parser(const config::SiteProfile& site) {
  const auto found = site.commands.find("quota");
  return found == site.commands.end() ? "" : found->second.parser;
}

}  // namespace

std::vector<Limit> room_at(transport::Host& host, const config::SiteProfile& site, const std::string& folder) {
  std::vector<Limit> limits;
  add_known(site, folder, limits);
  try {
    const auto answer = transport::run(host, {.script = fmt::format(script, shell_quote(folder), quota_command(site)),
                                              .repeat = transport::Repeat::safe,
                                              .time_limit = std::chrono::seconds(30),
                                              .output_limit = 1u << 20});
    const auto parts = split(answer.out, '@');
    if (parts.size() < 3) return limits;
    limits.push_back(file_system(trim(parts[0]), trim(parts[1])));
    const auto quotas =
        read_quota(quota_parser(site), answer.out.substr(parts[0].size() + parts[1].size() + 2), folder);
    limits.insert(limits.end(), quotas.begin(), quotas.end());
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
  }
  return limits;
}

std::vector<Limit> room_here(const std::filesystem::path& folder) {
  auto there = std::filesystem::absolute(folder).lexically_normal();
  struct statvfs facts {};
  while (::statvfs(there.c_str(), &facts) != 0) {
    if (!there.has_relative_path()) return {};
    there = there.parent_path();
  }
  Limit limit{.name = "file system of " + printable(there.string()),
              .free_bytes = std::uint64_t{facts.f_bavail} * facts.f_frsize,
              .free_files = {}};
  if (facts.f_files > 0) limit.free_files = facts.f_favail;
  return {limit};
}

std::string shortage(const std::vector<Limit>& limits, const Need& need) {
  for (const auto& limit : limits) {
    if (limit.free_bytes && need.bytes > *limit.free_bytes)
      return fmt::format("{} are needed, and {} are free ({})", format_bytes(need.bytes),
                         format_bytes(*limit.free_bytes), limit.name);
    if (limit.free_files && need.files > *limit.free_files)
      return fmt::format("room for {} files is needed, and there is room for {} ({})", need.files, *limit.free_files,
                         limit.name);
  }
  return {};
}

Limit tightest(const std::vector<Limit>& limits) {
  const auto least = [](std::optional<std::uint64_t>& so_far, const std::optional<std::uint64_t>& next) {
    if (next && (!so_far || *next < *so_far)) so_far = next;
  };
  Limit result;
  for (const auto& limit : limits) {
    least(result.free_bytes, limit.free_bytes);
    least(result.free_files, limit.free_files);
  }
  return result;
}

}  // namespace aifactory::dataset
