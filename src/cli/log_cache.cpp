// SPDX-License-Identifier: Apache-2.0
#include "cli/log_cache.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/glob.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace aifactory::cli {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* index_name = "index.json";

/// "/…/RUN/stdout-*.log" is "stdout-*.log"; nothing for what lies elsewhere.
std::optional<std::string> name_in(const job::Run& run, const std::string& path) {
  const auto front = run.folder + "/";
  if (!path.starts_with(front) || path.find('/', front.size()) != path.npos) return std::nullopt;
  auto name = path.substr(front.size());
  return name.empty() || name == index_name || name[0] == '.' ? std::nullopt : std::optional{name};
}

job::Run moved_to(job::Run run, const fs::path& folder) {
  const auto move = [&](std::string& path) {
    if (const auto name = name_in(run, path)) path = (folder / *name).string();
  };
  move(run.stdout_path);
  move(run.stderr_path);
  run.folder = folder.string();
  return run;
}

Json identity_of(const job::Run& run) {
  return {{"site", run.site}, {"id", run.id}, {"restarts", run.restarts}, {"folder", run.folder}};
}

Json read_index(const fs::path& folder) {
  const auto text = read_file_if_any(folder / index_name);
  return text ? Json::parse(*text, nullptr, false) : Json();
}

/// Does the folder hold the files of its index, in their sizes?
bool is_whole(const Json& index, const fs::path& folder) {
  for (const auto& [name, file] : index.at("files").items()) {
    std::error_code error;
    if (fs::file_size(folder / name, error) != file.at("size").get<std::uint64_t>() || error) return false;
  }
  return true;
}

std::uint64_t size_of(const fs::path& folder) {
  std::uint64_t size = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    size += entry.is_regular_file() ? entry.file_size() : 0;
  return size;
}

}  // namespace

std::optional<job::Run> LogCache::find(const job::Run& run, const std::vector<std::string>& paths) const {
  try {
    const auto folder = folder_of(run);
    const auto index = read_index(folder);
    if (!index.is_object() || index.at("run") != identity_of(run) || !is_whole(index, folder)) return std::nullopt;
    const auto answered = index.at("patterns").get<std::vector<std::string>>();
    for (const auto& path : paths) {
      const auto name = name_in(run, path);
      const auto answers = [&](const std::string& pattern) { return pattern == name || matches_glob(pattern, *name); };
      if (!name || std::ranges::none_of(answered, answers)) return std::nullopt;
    }
    std::error_code ignored;
    fs::last_write_time(folder / index_name, fs::file_time_type::clock::now(), ignored);
    return moved_to(run, folder);
  } catch (const std::exception&) {
    return std::nullopt;  // not ours, or damaged: as if there were none
  }
}

LogCache::Recording::Recording(const LogCache& cache, const job::Run& run) : cache_(cache), run_(run) {
  try {
    make_private_directory(cache.folder_);
    draft_ = cache.folder_ / (".draft-" + random_name(8));
    make_private_directory(draft_);
  } catch (const Error&) {
    given_up_ = true;
  }
}

LogCache::Recording::~Recording() {
  give_up();
}

void LogCache::Recording::give_up() {
  std::error_code ignored;
  if (!draft_.empty()) fs::remove_all(draft_, ignored);
  given_up_ = true;
}

void LogCache::Recording::take(const monitoring::LogPiece& piece) {
  if (given_up_) return;
  const auto name = name_in(run_, piece.path);
  auto& size = sizes_[piece.path];
  total_ += piece.bytes.size();
  if (!name || piece.offset != size || total_ > run_limit) return give_up();
  std::ofstream file(draft_ / *name, std::ios::binary | std::ios::app);
  file << piece.bytes;
  file.flush();
  if (!file) return give_up();
  size += piece.bytes.size();
}

bool LogCache::Recording::is_all_of(const std::vector<monitoring::LogFile>& files) const {
  return !given_up_ && std::ranges::all_of(files, [this](const monitoring::LogFile& file) {
    const auto found = sizes_.find(file.path);
    return name_in(run_, file.path) && (found == sizes_.end() ? 0 : found->second) == file.size;
  });
}

void LogCache::Recording::keep(const std::vector<std::string>& paths, const std::vector<monitoring::LogFile>& files) {
  if (files.empty() || !is_all_of(files)) return;
  try {
    store(paths, files);
  } catch (const std::exception&) {
    give_up();
  }
}

/// The index goes last: without it there is nothing.
void LogCache::Recording::store(const std::vector<std::string>& paths, const std::vector<monitoring::LogFile>& files) {
  const FileLock lock(cache_.folder_ / ".lock");
  const auto folder = cache_.folder_of(run_);
  auto index = read_index(folder);
  if (!index.is_object() || index.value("run", Json()) != identity_of(run_))
    index = {{"run", identity_of(run_)}, {"patterns", Json::array()}, {"files", Json::object()}};
  make_private_directory(folder);
  for (const auto& file : files) {
    const auto name = *name_in(run_, file.path);
    if (file.size == 0) std::ofstream(draft_ / name).flush();
    fs::rename(draft_ / name, folder / name);
    index["files"][name] = {{"size", file.size}, {"identity", file.identity}};
  }
  for (const auto& path : paths) {
    const auto name = name_in(run_, path);
    if (name && std::ranges::find(index["patterns"], Json(*name)) == index["patterns"].end())
      index["patterns"].push_back(*name);
  }
  write_file(folder / index_name, index.dump(), 0600);
  cache_.make_room();
}

void LogCache::make_room() const {
  std::vector<std::pair<fs::file_time_type, fs::path>> runs;
  std::uint64_t total = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (!entry.is_directory()) continue;
    const auto used = fs::last_write_time(entry.path() / index_name, error);
    runs.emplace_back(error ? entry.last_write_time() : used, entry.path());
    total += size_of(entry.path());
  }
  std::ranges::sort(runs);
  for (const auto& [used, folder] : runs) {
    if (total <= limit) return;
    total -= std::min(total, size_of(folder));
    fs::remove_all(folder, error);
  }
}

}  // namespace aifactory::cli
