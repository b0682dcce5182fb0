// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/sole_writer.hpp"
#include "aifactory/transfer/transfer.hpp"
#include "aifactory/transport/local.hpp"

#include "transfer/comparison.hpp"
#include "transfer/path.hpp"
#include "transfer/pieces.hpp"
#include "transfer/plan.hpp"
#include "transfer/receiver.hpp"
#include "transfer/remote_changes.hpp"
#include "transfer/remote_hashes.hpp"
#include "transfer/remote_source.hpp"
#include "transfer/several_channels.hpp"
#include "transfer/tree_lister.hpp"
#include "transfer/verdicts.hpp"

#include <algorithm>
#include <set>
#include <sys/stat.h>
#include <utility>

namespace aifactory::transfer {
namespace {

using std::chrono::milliseconds;

/// The same steps as an upload, with the sides exchanged: what the plan changes besides content is made by the same
/// functions over a lane to this machine's own files.
class Download {
 public:
  Download(transport::Host& host, const std::string& remote, std::string local, const DownloadOptions& options,
           Observer& observer)
      : options_(options),
        observer_(observer),
        host_(host),
        remote_(without_slashes(remote)),
        local_(std::move(local)),
        lanes_(host, options.channels > 0 ? options.channels : channels_by_default, options.connections),
        here_(transport::make_local_files()),
        journal_(options.journal, host.name() + ':' + remote_ + " > " + local_),
        tally_(observer),
        pace_(options.bytes_per_second),
        verdicts_([this](std::uint32_t index, Verdicts::Verdict verdict) { judge(index, verdict); }),
        hashes_(host, remote_, [this](const std::string& path, std::optional<ContentHash> hash) { there(path, hash); }),
        receiver_({.entries = source_.entries,
                   .remote = remote_,
                   .local = local_,
                   .journal = journal_,
                   .hasher = hasher_,
                   .tally = tally_,
                   .pace = pace_},
                  [this](std::uint32_t index, std::optional<ContentHash> hash) { placed(index, hash); }) {}

  UploadResult run() {
    look();
    if (options_.dry_run) return told_only();
    observer_.phase("sending");
    unlock_folders(here_, local_, work_);
    remove_foreign(here_, local_, work_);
    clear_the_way(here_, local_, source_.entries, work_);
    make_folders(here_, local_, source_.entries, work_, local_there_ ? std::nullopt : std::optional(0755u));
    move();
    complete_tree(here_, local_, source_.entries, work_);
    return finish();
  }

 private:
  void look() {
    observer_.phase("checking");
    source_ = read_source(lanes_, remote_,
                          {.wanted = options_.wanted, .passes_over_unreadable = options_.passes_over_unreadable});
    // What is here was proved when it came.
    Plan plan(source_.entries, {.compare = options_.compare, .proof = Proof::none});
    TreeLister lister(here_.first(), local_, [&](const std::string& path, const transport::FileAttributes& attributes) {
      return plan.seen(path, attributes);
    });
    lister.start();
    lister.wait(here_);
    local_there_ = lister.found();
    work_ = plan.decide();
    compare_links(here_, local_, source_.entries, work_);
    compare_contents();
    if (options_.replaces) tell_replaced();
    const auto bytes = bytes_of(source_.entries, work_.send);
    tally_.plan(work_.send.size(), bytes);
    if (options_.approve) options_.approve(work_.made, bytes_to_take());
    several_ = worth_several_channels(bytes, work_.send.size());
  }

  std::uint64_t bytes_to_take() const {
    std::uint64_t bytes = 0;
    for (const auto index : work_.send) {
      const auto size = source_.entries[index].size;
      bytes += size - std::min(size, taken_by_part(index));
    }
    return bytes;
  }

  /// Of its unfinished transfer; holes take nothing.
  std::uint64_t taken_by_part(std::uint32_t index) const {
    constexpr std::uint64_t block = 512;
    struct stat part {};
    const auto path = join_path(local_, part_path(source_.entries[index].path));
    return ::lstat(path.c_str(), &part) == 0 ? static_cast<std::uint64_t>(part.st_blocks) * block : 0;
  }

  /// Before anything is changed: files of the right size either count as unchanged or are fetched again.
  void compare_contents() {
    if (work_.check.empty()) return;
    auto different =
        differing({.host = host_, .remote = remote_, .local = local_, .source = source_}, lanes_, work_.check);
    work_.unchanged += work_.check.size() - different.size();
    std::ranges::set_difference(work_.check, different, std::back_inserter(work_.attributes));
    work_.send.insert(work_.send.end(), different.begin(), different.end());
  }

  void tell_replaced() const {
    std::vector<std::string> paths;
    for (const auto* list : {&work_.send, &work_.links})
      for (const auto index : *list) {
        const auto& path = source_.entries[index].path;
        const auto there = std::filesystem::symlink_status(std::filesystem::path(local_) / path).type();
        if (there != std::filesystem::file_type::not_found) paths.push_back(path);
      }
    if (!paths.empty()) options_.replaces(paths);
  }

  void move() {
    std::stable_partition(work_.send.begin(), work_.send.end(),
                          [&](std::uint32_t index) { return source_.entries[index].size > piece_size(0); });
    for (const auto index : work_.send)
      receiver_.queue(index);
    while (true) {
      feed();
      journal_.keep(Journal::Clock::now());
      tally_.tell();
      if (finished()) return;
      const pollfd others[] = {hasher_.poll_for(), hashes_.poll_for()};
      lanes_.turn(others, milliseconds(pace_.limited() || !journal_.empty() ? 50 : 1000));
    }
  }

  void feed() {
    for (const auto& result : hasher_.take())
      hashed(result.index, result.hash);
    if (receiver_.finished()) close_questions();
    hashes_.serve();
    for (const auto& lane : lanes_.all()) {
      receiver_.feed(*lane);
      hashes_.feed(*lane);
    }
    if (several_ && receiver_.has_unbegun_work()) lanes_.grow();
  }

  void close_questions() {
    if (!std::exchange(proving_, true)) observer_.phase("proving");
    hashes_.no_more();
  }

  bool finished() const {
    return receiver_.finished() && hasher_.open_jobs() == 0 && verdicts_.all_passed() && hashes_.finished();
  }

  bool is_proved(std::uint32_t index) const { return includes(options_.proof, index); }

  /// The manifest's hash is the proof where there is one; else the host is asked.
  void placed(std::uint32_t index, std::optional<ContentHash> hash) {
    ++files_moved_;
    const auto& entry = source_.entries[index];
    if (is_proved(index)) ask_there(index, entry);
    if (hash) hashed(index, hash);
  }

  void ask_there(std::uint32_t index, const Entry& entry) {
    if (source_.has_manifest && entry.hash.known())
      verdicts_.there(index, entry.hash);
    else
      hashes_.ask(entry.path);
  }

  void hashed(std::uint32_t index, std::optional<ContentHash> hash) {
    auto& entry = source_.entries[index];
    if (is_proved(index)) verdicts_.here(index, hash);
    if (hash && !source_.has_manifest) entry.hash = *hash;
  }

  void there(const std::string& path, std::optional<ContentHash> hash) {
    if (const auto index = index_of(source_.entries, path)) verdicts_.there(*index, hash);
  }

  void judge(std::uint32_t index, Verdicts::Verdict verdict) {
    if (verdict == Verdicts::Verdict::same) return;
    const auto& entry = source_.entries[index];
    if (!fetched_twice_.insert(index).second)
      throw Error{{.kind = ErrorKind::io,
                   .what = "the file is not what it should be, twice: " + printable(entry.path),
                   .why = source_.has_manifest ? "its SHA-256 is not the one in the manifest beside the data: it was "
                                                 "changed on the host after it was uploaded"
                                               : "its SHA-256 here is not the one computed on the host",
                   .hint = "compare the data on the host with its manifest: aifactory dataset verify"}};
    receiver_.queue(index);
  }

  UploadResult told_only() {
    auto result = report();
    result.files_sent = work_.send.size();
    result.bytes_sent = bytes_of(result.manifest.entries, work_.send);
    return result;
  }

  UploadResult finish() {
    tally_.tell();
    auto result = report();
    result.files_sent = files_moved_;
    result.bytes_sent = tally_.travelled();
    result.proved = options_.proof == Proof::full;
    return result;
  }

  UploadResult report() {
    UploadResult result;
    result.manifest.name = source_.name;
    result.manifest.made = now();
    result.manifest.entries = std::move(source_.entries);
    result.files_unchanged = work_.unchanged;
    result.skipped = std::move(source_.skipped);
    result.unreadable = std::move(source_.unreadable);
    return result;
  }

  const DownloadOptions& options_;
  Observer& observer_;
  transport::Host& host_;
  std::string remote_;
  std::string local_;
  RemoteSource source_;
  Work work_;
  bool local_there_ = false;
  bool several_ = false;
  bool proving_ = false;
  Lanes lanes_;
  Lanes here_;
  Journal journal_;
  Tally tally_;
  Pace pace_;
  Hasher hasher_;
  Verdicts verdicts_;
  RemoteHashes hashes_;
  Receiver receiver_;
  std::set<std::uint32_t> fetched_twice_;
  std::uint64_t files_moved_ = 0;
};

}  // namespace

UploadResult download(transport::Host& host, const std::string& remote, const std::filesystem::path& local,
                      const DownloadOptions& options, Observer& observer) {
  const auto folder = without_slashes(std::filesystem::absolute(local).lexically_normal().string());
  const SoleWriter alone(options.dry_run ? "" : options.journal, folder);
  return Download(host, remote, folder, options, observer).run();
}

}  // namespace aifactory::transfer
