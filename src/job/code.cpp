// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/code.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"

#include "job/git.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::job {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_bytes = 200'000'000;
constexpr std::size_t most_files = 100'000;
constexpr std::string_view partial = ".aifactory-part";

bool is_below(const fs::path& path, const fs::path& folder) {
  const auto [end, at] = std::ranges::mismatch(folder, path);
  return end == folder.end();
}

/// Which paths stay behind.
class Exclusion {
 public:
  explicit Exclusion(const std::vector<fs::path>& folders) {
    for (const auto& folder : folders)
      folders_.push_back(fs::weakly_canonical(folder));
  }
  bool has(const fs::path& path) const {
    return path.native().ends_with(partial) ||
           std::ranges::any_of(folders_, [&](const fs::path& folder) { return is_below(path, folder); });
  }

 private:
  std::vector<fs::path> folders_;
};

std::vector<std::string> all_files(const fs::path& folder, const Exclusion& exclusion) {
  std::vector<std::string> files;
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::recursive_directory_iterator(); ++entry) {
    throw_if_interrupted();
    if (entry->path().filename() == ".git" || exclusion.has(entry->path())) {
      entry.disable_recursion_pending();
      continue;
    }
    if (entry->is_symlink() || entry->is_regular_file()) files.push_back(entry->path().lexically_relative(folder));
    if (files.size() > most_files) break;  // told by check_size
  }
  return files;
}

// Tracked files that are still there. A folder among them is a submodule that was never fetched, or that git only half
// knows.
void take_tracked(const GitState& git, const Exclusion& exclusion, Code& code) {
  for (const auto& name : git.tracked) {
    if (exclusion.has(code.folder / name)) continue;
    const auto status = fs::symlink_status(code.folder / name);
    if (fs::is_regular_file(status) || fs::is_symlink(status)) code.files.push_back(name);
    if (fs::is_directory(status)) code.submodules.push_back(name);
  }
}

void check_size(const Code& code, const std::string& largest, std::uint64_t size) {
  if (code.bytes <= most_bytes && code.files.size() <= most_files) return;
  throw Error{{.kind = ErrorKind::bad_input,
               .what = fmt::format("the code in {} is too much to go along with a run", code.folder.string()),
               .why = fmt::format("{} in {} files; the limit is {} and {} files. The largest: {} ({})",
                                  format_bytes(code.bytes), code.files.size(), format_bytes(most_bytes), most_files,
                                  printable(largest), format_bytes(size)),
               .hint = "let `code:` name a smaller folder; big data belongs into `datasets:`"}};
}

void measure(Code& code) {
  std::string largest;
  std::uint64_t largest_size = 0;
  for (const auto& name : code.files) {
    if (fs::is_symlink(code.folder / name)) continue;
    const auto size = static_cast<std::uint64_t>(fs::file_size(code.folder / name));
    code.bytes += size;
    if (size >= largest_size) {
      largest_size = size;
      largest = name;
    }
  }
  check_size(code, largest, largest_size);
}

}  // namespace

std::string fingerprint_of(const fs::path& folder, const std::vector<std::string>& files) {
  Sha256 hash;
  for (const auto& name : files) {
    throw_if_interrupted();
    const auto path = folder / name;
    const auto status = fs::symlink_status(path);
    const bool link = fs::is_symlink(status);
    const bool runs = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
    hash.update(name);
    hash.update(std::string_view("\0", 1));
    hash.update(link ? "link " + fs::read_symlink(path).string() : (runs ? "x " : "- ") + sha256_of_file(path));
    hash.update("\n");
  }
  return hash.hex().substr(0, 32);
}

Code survey_code(const fs::path& folder, const std::vector<fs::path>& exclude) {
  if (!fs::is_directory(folder))
    throw Error{
        {.kind = ErrorKind::no_input,
         .what = "the folder of the code, " + folder.string() + (fs::exists(folder) ? ", is a file" : ", is not there"),
         .hint = "correct `code:` in aifactory.yaml"}};
  Code code{.folder = fs::weakly_canonical(folder)};
  const Exclusion exclusion(exclude);
  auto git = is_in_git(code.folder) ? ask_git(code.folder) : GitState{};
  if (!git.tracked.empty()) {
    take_tracked(git, exclusion, code);
    code.commit = git.commit.empty() || git.diff.empty() ? git.commit : git.commit + "-dirty";
    code.diff = std::move(git.diff);
    std::ranges::copy_if(git.untracked, std::back_inserter(code.untracked),
                         [&](const std::string& name) { return !exclusion.has(code.folder / name); });
  } else {
    // No git, or a new folder that git knows nothing of yet: everything goes along.
    code.files = all_files(code.folder, exclusion);
  }
  std::ranges::sort(code.files);
  measure(code);
  code.fingerprint = fingerprint_of(code.folder, code.files);
  return code;
}

std::vector<std::string> left_behind(const Code& code) {
  std::vector<std::string> warnings;
  for (const auto& name : code.submodules)
    warnings.push_back(fmt::format("the files of submodule {} stay behind: fetch them with git submodule update --init",
                                   printable(name)));
  if (const auto count = code.untracked.size(); count > 0)
    warnings.push_back(
        fmt::format("{} not tracked by git {} behind ({}{})", count == 1 ? "1 file" : fmt::format("{} files", count),
                    count == 1 ? "stays" : "stay", printable(code.untracked.front()), count == 1 ? "" : ", …"));
  return warnings;
}

void stage_code(const Code& code, const fs::path& to) {
  for (const auto& name : code.files) {
    throw_if_interrupted();
    const auto from = code.folder / name;
    fs::create_directories((to / name).parent_path());
    fs::copy(from, to / name, fs::copy_options::copy_symlinks);
    if (!fs::is_symlink(from)) fs::last_write_time(to / name, fs::last_write_time(from));
  }
}

}  // namespace aifactory::job
