// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/fetch.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/glob.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sys/stat.h>
#include <utility>

namespace aifactory::job {
namespace {

using transfer::Entry;
using transfer::EntryKind;

/// Size and time of files, by path: enough to know an unchanged one.
class Known {
 public:
  void add(const std::vector<Entry>& entries) {
    for (const Entry& entry : entries)
      if (entry.kind == EntryKind::file) files_[entry.path] = {entry.size, seconds(entry.modified_ns)};
  }
  bool has(const std::string& path, std::uint64_t size, std::int64_t modified_ns) const {
    const auto found = files_.find(path);
    return found != files_.end() && found->second == std::pair(size, seconds(modified_ns));
  }

 private:
  static std::int64_t seconds(std::int64_t ns) { return ns / 1'000'000'000; }
  std::map<std::string, std::pair<std::uint64_t, std::int64_t>> files_;
};

/// A path fits when it or a folder that it lies in does.
bool fits(const PatternList& patterns, const Entry& entry) {
  const std::string& path = entry.path;
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
    if (patterns.verdict(path.substr(0, slash), PatternList::Kind::folder) == PatternList::Verdict::ignored)
      return true;
  return patterns.verdict(path, PatternList::Kind::file) == PatternList::Verdict::ignored;
}

bool is_log(const std::string& path) {
  return path.ends_with(".log") && (path.starts_with("stdout") || path.starts_with("stderr"));
}

/// What earlier fetches of a run into a folder brought: these copies may be replaced by newer ones.
class Record {
 public:
  Record(const FetchOptions& options, const Run& run) : to_(std::filesystem::absolute(options.to)) {
    make_private_directory(options.state / "fetched");
    file_ = options.state / "fetched" / sha256_hex(run.folder + '\n' + to_.lexically_normal().string());
    try {
      if (const auto text = read_file_if_any(file_)) manifest_ = transfer::read_manifest(*text);
    } catch (const Error&) {
      manifest_ = {};  // then every file counts as the user's own
    }
    known_.add(manifest_.entries);
  }

  bool is_ours(const std::string& path) const {
    struct stat facts {};
    if (::lstat((to_ / path).c_str(), &facts) != 0) return false;
    return S_ISREG(facts.st_mode) && known_.has(path, static_cast<std::uint64_t>(facts.st_size),
                                                std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000);
  }

  void add(const std::vector<Entry>& entries) {
    std::map<std::string, Entry> all;
    for (const auto* list : {&std::as_const(manifest_.entries), &entries})
      for (const Entry& entry : *list)
        all.insert_or_assign(entry.path, entry);
    manifest_.entries.clear();
    for (auto& [path, entry] : all)
      manifest_.entries.push_back(std::move(entry));
    write_file(file_, transfer::write_manifest(manifest_), 0600);
  }

 private:
  std::filesystem::path to_, file_;
  transfer::Manifest manifest_;
  Known known_;
};

class Fetch {
 public:
  Fetch(transport::Host& host, const Run& run, const FetchOptions& options, transfer::Observer& observer)
      : host_(host),
        run_(run),
        options_(options),
        observer_(observer),
        record_(options, run),
        patterns_(options.patterns) {}

  Fetched run(const std::string& root) {
    if (!run_.code_snapshot.empty())
      if (const auto code = transfer::remote_manifest(host_, root + "/code/" + run_.code_snapshot))
        code_.add(code->entries);
    bring(run_.folder + "/work", [this](const Entry& entry) { return is_result(entry); });
    if (options_.patterns.empty()) bring(run_.folder, [this](const Entry& entry) { return is_wanted_log(entry); });
    std::sort(fetched_.files.begin(), fetched_.files.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
    if (fetched_.files.empty() && fetched_.unreadable.empty()) nothing();
    return std::move(fetched_);
  }

 private:
  bool is_result(const Entry& entry) const {
    if (entry.kind == EntryKind::directory) return true;
    if (!options_.patterns.empty()) return fits(patterns_, entry);
    return !code_.has(entry.path, entry.size, entry.modified_ns);
  }

  /// A result of the same name is more than the log.
  bool is_wanted_log(const Entry& entry) const {
    return entry.kind == EntryKind::file && is_log(entry.path) &&
           std::ranges::find(fetched_.files, entry.path, &Entry::path) == fetched_.files.end();
  }

  void bring(const std::string& folder, const std::function<bool(const Entry&)>& wanted) {
    transfer::DownloadOptions options{.proof = options_.proof, .dry_run = options_.dry_run};
    options.journal = options_.state / "transfers.sqlite";
    options.wanted = wanted;
    options.passes_over_unreadable = true;
    options.replaces = [this](std::vector<std::string> paths) {
      std::erase_if(paths, [&](const std::string& path) { return record_.is_ours(path); });
      if (!paths.empty() && options_.replaces) options_.replaces(paths);
    };
    take(transfer::download(host_, folder, options_.to, options, observer_));
  }

  void take(transfer::UploadResult result) {
    if (!options_.dry_run) record_.add(result.manifest.entries);
    for (Entry& entry : result.manifest.entries)
      if (entry.kind != EntryKind::directory) fetched_.files.push_back(std::move(entry));
    fetched_.files_sent += result.files_sent;
    fetched_.bytes_sent += result.bytes_sent;
    fetched_.files_unchanged += result.files_unchanged;
    fetched_.skipped.insert(fetched_.skipped.end(), result.skipped.begin(), result.skipped.end());
    fetched_.unreadable.insert(fetched_.unreadable.end(), result.unreadable.begin(), result.unreadable.end());
    fetched_.proved = result.proved;
  }

  [[noreturn]] void nothing() const {
    const bool any = options_.patterns.empty();
    throw Error{{.kind = ErrorKind::no_input,
                 .what = any ? fmt::format("run {} has no results yet", run_.name)
                             : fmt::format("nothing in the work folder of run {} fits {}", run_.name,
                                           printable(join(options_.patterns, ", "))),
                 .hint = fmt::format("see what is there: aifactory job fetch {} --dry-run", run_.name)}};
  }

  transport::Host& host_;
  const Run& run_;
  const FetchOptions& options_;
  transfer::Observer& observer_;
  Record record_;
  PatternList patterns_;
  Known code_;
  Fetched fetched_;
};

}  // namespace

Fetched fetch(transport::Host& host, const Run& run, const std::string& root, const FetchOptions& options,
              transfer::Observer& observer) {
  return Fetch(host, run, options, observer).run(root);
}

}  // namespace aifactory::job
