// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/transfer.hpp"

#include "transfer/follower.hpp"
#include "transfer/full_disk.hpp"
#include "transfer/path.hpp"
#include "transfer/plan.hpp"
#include "transfer/remote_changes.hpp"
#include "transfer/remote_hashes.hpp"
#include "transfer/remote_manifest.hpp"
#include "transfer/renames.hpp"
#include "transfer/remote_reader.hpp"
#include "transfer/remote_writer.hpp"
#include "transfer/salvage.hpp"
#include "transfer/sender.hpp"
#include "transfer/tree_lister.hpp"
#include "transfer/verdicts.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace aifactory::transfer {
namespace {

using std::chrono::milliseconds;

/// Files queued for hashing at once while content is compared.
constexpr std::size_t checks_at_once = 256;
/// A stock sshd allows ten sessions on a connection: two are left, one for the command that hashes and one for whatever
/// else goes through the shared connection.
constexpr int channels_by_default = 8;
constexpr std::uint64_t worth_several_channels = std::uint64_t{1} << 20;
constexpr std::size_t files_worth_several_channels = 48;

/// Smaller files are hashed by the dozen afterwards, which starts fewer programs there.
constexpr std::uint64_t worth_following = std::uint64_t{32} << 20;

class Upload {
 public:
  Upload(transport::Host& host, const std::filesystem::path& local, const std::string& remote,
         const UploadOptions& options, Observer& observer)
      : options_(options),
        observer_(observer),
        host_(host),
        remote_(without_slashes(remote)),
        lanes_(host, options.channels > 0 ? options.channels : channels_by_default, options.connections),
        manifest_file_(lanes_, manifest_path(remote_), options.mode_mask & 0640),
        beside_file_(lanes_, remote_ + options.beside.suffix, options.mode_mask & 0640),
        journal_(options.journal, host.name() + ':' + remote_),
        tally_(observer),
        pace_(options.bytes_per_second),
        verdicts_([this](std::uint32_t index, Verdicts::Verdict verdict) { judge(index, verdict); }),
        hashes_(host, remote_, [this](const std::string& path, std::optional<ContentHash> hash) { there(path, hash); }),
        follower_(host, remote_,
                  [this](std::uint32_t index, std::optional<ContentHash> hash) { followed(index, hash); }),
        sender_({.entries = entries_,
                 .local = local,
                 .remote = remote_,
                 .journal = journal_,
                 .hasher = hasher_,
                 .tally = tally_,
                 .pace = pace_},
                {.begun = [this](std::uint32_t index) { begun(index); },
                 .advanced =
                     [this](std::uint32_t index, const std::string& part, std::uint64_t bytes) {
                       if (is_proved(index) && entries_[index].size >= worth_following)
                         follower_.advance(index, part, bytes);
                     },
                 .placed = [this](std::uint32_t index, std::optional<ContentHash> hash) { placed(index, hash); }}),
        local_(local) {}

  UploadResult run() {
    look();
    if (options_.dry_run) return told_only();
    if (!work_.nothing_to_do() || !tree_there_) change();
    complete();
    return finish();
  }

 private:
  /// Both sides are looked at together: the host's answers travel while the tree here is read.
  void look() {
    observer_.phase("checking");
    std::optional<Plan> plan;
    ManifestFetch manifest(lanes_, remote_, [&](Entry&& entry) { plan->proved_before(entry); });
    TreeLister tree(lanes_.first(), remote_, [&](const std::string& path, const transport::FileAttributes& attributes) {
      if (is_part(path)) parts_[path.substr(0, path.size() - part_suffix.size())] = attributes.size.value_or(0);
      return plan->seen(path, attributes);
    });
    tree.start();
    if (!options_.beside.suffix.empty())
      RemoteReader::start(
          lanes_.first(), remote_ + options_.beside.suffix,
          [this](std::span<const std::byte> bytes) {
            beside_there_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
          },
          [this](transport::Reply&) { beside_read_ = true; });
    entries_ = scan(local_, options_.scan);
    for (auto& entry : entries_) {
      require_possible_size(entry);
      entry.mode &= options_.mode_mask;
    }
    plan.emplace(entries_, Plan::Rules{.compare = options_.compare, .proof = options_.proof, .extra = options_.extra});
    try {
      manifest.wait(lanes_);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::bad_input) throw;
      plan->disbelieve();  // all that is there is proved by hash, and the manifest written anew
    }
    tree.wait(lanes_);
    while (!options_.beside.suffix.empty() && !beside_read_)
      lanes_.turn({}, milliseconds(1000));
    tree_there_ = tree.found();
    head_ = manifest.head();
    work_ = plan->decide();
    compare_links(lanes_, remote_, entries_, work_);
    manifest_.name = name();
    manifest_.made = now();
    announce();
  }

  void announce() {
    std::uint64_t bytes = 0;
    for (const auto* list : {&work_.send, &work_.check})
      for (const auto index : *list)
        bytes += entries_[index].size;
    for (const auto& renamed : work_.renamed)
      bytes += entries_[renamed.index].size;
    tally_.plan(work_.send.size() + work_.check.size() + work_.renamed.size(), bytes);
    if (options_.approve) options_.approve(work_.made, bytes_to_take());
    several_ = bytes >= worth_several_channels || work_.send.size() >= files_worth_several_channels;
  }

  std::uint64_t bytes_to_take() const {
    std::uint64_t bytes = 0;
    for (const auto index : work_.send) {
      const auto& entry = entries_[index];
      const auto part = parts_.find(entry.path);
      bytes += entry.size - (part == parts_.end() ? 0 : std::min(entry.size, part->second));
    }
    for (const auto& renamed : work_.renamed)
      if (!renamed.taken) bytes += entries_[renamed.index].size;
    return bytes;
  }

  void change() {
    observer_.phase("sending");
    if (several_) lanes_.grow();
    Renames renames(host_, lanes_, remote_, entries_);
    renames.set_aside(work_.renamed);
    remove_foreign(lanes_, remote_, work_);
    clear_the_way(lanes_, remote_, entries_, work_);
    make_folders(lanes_, remote_, entries_, work_, tree_there_ ? std::nullopt : std::optional(options_.folder_mode));
    if (options_.proof != Proof::none && !work_.send.empty()) follower_.start();
    prove_renamed(renames.put_in_place());
    queue_files();
    move();
  }

  /// The manifest, and what stands beside it. Written beside the last proofs, which seldom fail; named after them.
  void describe() {
    const bool as_before = head_ && tree_there_ && work_.nothing_to_do();
    described_ = true;
    for (auto* const file : {&manifest_file_, &beside_file_})
      if (file->closed()) file->discard();
    if (as_before && head_->fingerprint == manifest_.fingerprint())
      manifest_.made = head_->made;
    else
      put_manifest(manifest_file_, manifest_);
    if (options_.beside.suffix.empty()) return;
    const auto text = options_.beside.text(manifest_);
    if (text == beside_there_) return;
    beside_file_.add(text);
    beside_file_.close();
  }

  void complete() {
    if (!described_) describe();
    settle_description();
    complete_tree(lanes_, remote_, entries_, work_, [this] {
      for (auto* const file : {&manifest_file_, &beside_file_})
        if (file->closed()) file->place();
    });
    settle_description();
  }

  void settle_description() {
    manifest_file_.settle();
    beside_file_.settle();
  }

  /// What could not be copied there is sent.
  void prove_renamed(const Renames::Outcome& outcome) {
    work_.check.insert(work_.check.end(), outcome.placed.begin(), outcome.placed.end());
    work_.send.insert(work_.send.end(), outcome.failed.begin(), outcome.failed.end());
    renamed_.insert(outcome.placed.begin(), outcome.placed.end());
  }

  /// Large files first: their pieces keep all lanes busy, and the many small ones fill what is left at the end.
  void queue_files() {
    checks_.assign(work_.check.begin(), work_.check.end());
    auto& send = work_.send;
    std::stable_partition(send.begin(), send.end(),
                          [&](std::uint32_t index) { return entries_[index].size > piece_size(0); });
    salvage(send, work_.older);
    for (const auto index : send)
      sender_.queue(index);
  }

  /// Finds out what need not be sent of large files.
  void salvage(const Indexes& files, const std::vector<std::pair<std::uint32_t, std::uint64_t>>& older) {
    Salvage there({.host = host_,
                   .remote = remote_,
                   .entries = entries_,
                   .local = [this](const Entry& entry) { return local_of(entry); },
                   .journal = journal_});
    const auto is_large = [&](std::uint32_t index) { return piece_count(entries_[index].size) > 1; };
    for (const auto index : files)
      if (const auto part = parts_.find(entries_[index].path); part != parts_.end() && is_large(index))
        there.part(index, part->second);
    for (const auto& [index, size] : older)
      if (parts_.count(entries_[index].path) == 0 && is_large(index)) there.older(index, size);
    for (auto& [index, good] : there.find())
      sender_.goes_on(index, std::move(good));
  }

  void move() {
    while (true) {
      feed();
      const auto now = Journal::Clock::now();
      journal_.keep(now);
      tally_.tell();
      if (finished()) return;
      const pollfd others[] = {hasher_.poll_for(), hashes_.poll_for(), follower_.poll_for()};
      lanes_.turn(others, milliseconds(pace_.limited() || !journal_.empty() ? 50 : 1000));
    }
  }

  /// In the order in which one makes work for the next, so that nothing is left lying while the lanes wait.
  void feed() {
    for (const auto& result : hasher_.take())
      here(result.index, result.hash);
    feed_checks();
    if (checks_.empty() && checking_.empty() && !differing_.empty()) send_differing();
    follower_.serve();
    if (sender_.finished() && checks_.empty() && follower_.idle()) close_questions();
    hashes_.serve();
    for (const auto& lane : lanes_.all()) {
      sender_.feed(*lane);
      hashes_.feed(*lane);
    }
    if (several_ && sender_.has_unbegun_work()) lanes_.grow();
    if (sender_.has_unbegun_work() || !checks_.empty() || !checking_.empty() || !differing_.empty()) return;
    manifest_file_.open();
    if (!described_ && sender_.finished() && hasher_.open_jobs() == 0) describe();
  }

  void feed_checks() {
    while (!checks_.empty() && hasher_.open_jobs() < checks_at_once) {
      const auto index = checks_.front();
      checks_.pop_front();
      const auto& entry = entries_[index];
      checking_.insert(index);
      hasher_.add(index, {.path = local_of(entry)}, entry.size, entry.size);
      hashes_.ask(entry.path);
    }
  }

  /// All together, once they are known: the host is asked by one command what is the same in them.
  void send_differing() {
    const auto files = std::exchange(differing_, {});
    std::vector<std::pair<std::uint32_t, std::uint64_t>> older;
    for (const auto index : files)
      older.emplace_back(index, entries_[index].size);
    salvage(files, older);
    for (const auto index : files)
      sender_.queue(index);
  }

  std::filesystem::path local_of(const Entry& entry) const {
    return std::filesystem::is_directory(local_) ? local_ / entry.path : local_;
  }

  void close_questions() {
    if (!std::exchange(proving_, true)) observer_.phase("proving");
    hashes_.no_more();
  }

  bool finished() const {
    return sender_.finished() && checks_.empty() && differing_.empty() && hasher_.open_jobs() == 0 &&
           verdicts_.all_passed() && follower_.idle() && hashes_.finished();
  }

  bool is_proved(std::uint32_t index) const {
    constexpr std::uint32_t sample = 16;
    return options_.proof == Proof::full || (options_.proof == Proof::sample && index % sample == 0);
  }

  void begun(std::uint32_t index) {
    verdicts_.forget(index);
    follower_.drop(index);
  }

  void placed(std::uint32_t index, std::optional<ContentHash> hash) {
    const auto& entry = entries_[index];
    ++files_sent_;
    if (is_proved(index) && !follower_.whole(index, entry.path, entry.size)) hashes_.ask(entry.path);
    if (hash) here(index, hash);
  }

  void here(std::uint32_t index, std::optional<ContentHash> hash) {
    if (hash) entries_[index].hash = *hash;
    if (is_proved(index) || checking_.count(index) > 0)
      verdicts_.here(index, hash);
    else if (!hash)
      sender_.queue(index);
  }

  void followed(std::uint32_t index, std::optional<ContentHash> hash) {
    if (hash)
      verdicts_.there(index, hash);
    else
      hashes_.ask(entries_[index].path);
  }

  void there(const std::string& path, std::optional<ContentHash> hash) {
    const auto found = std::lower_bound(entries_.begin(), entries_.end(), path,
                                        [](const Entry& entry, const std::string& p) { return entry.path < p; });
    verdicts_.there(static_cast<std::uint32_t>(found - entries_.begin()), hash);
  }

  void judge(std::uint32_t index, Verdicts::Verdict verdict) {
    const bool was_there = checking_.erase(index) > 0;
    if (verdict == Verdicts::Verdict::same) {
      if (was_there) same_after_all(index);
      return;
    }
    if (was_there) return differing_.push_back(index);
    if (!sent_twice_.insert(index).second)
      throw Error{{.kind = ErrorKind::io,
                   .what = "the file arrived damaged twice: " + printable(join_path(remote_, entries_[index].path)),
                   .why = "its SHA-256 on the host is not the one computed here while sending",
                   .hint = "the storage or the memory of one side may be failing: tell the site's support"}};
    described_ = false;
    sender_.queue(index);
  }

  void same_after_all(std::uint32_t index) {
    ++(renamed_.count(index) > 0 ? files_renamed_ : work_.unchanged);
    tally_.done(entries_[index].size);
    tally_.file();
    work_.attributes.push_back(index);
  }

  UploadResult told_only() {
    UploadResult result;
    result.files_unchanged = work_.unchanged;
    result.files_sent = work_.send.size();
    for (const auto index : work_.send)
      result.bytes_sent += entries_[index].size;
    result.files_renamed = work_.renamed.size();
    result.files_removed = work_.extra.size();
    result.manifest = std::move(manifest_);
    return result;
  }

  std::string name() const {
    const auto local = std::filesystem::absolute(local_).lexically_normal();
    if (!options_.name.empty()) return options_.name;
    return (local.has_filename() ? local : local.parent_path()).filename().string();
  }

  UploadResult finish() {
    UploadResult result;
    result.manifest = std::move(manifest_);
    result.files_sent = files_sent_;
    result.bytes_sent = tally_.travelled();
    result.files_unchanged = work_.unchanged;
    result.files_renamed = files_renamed_;
    result.files_removed = work_.extra.size();
    result.proved = options_.proof == Proof::full;
    tally_.tell();
    return result;
  }

  const UploadOptions& options_;
  Observer& observer_;
  transport::Host& host_;
  std::string remote_;
  Manifest manifest_;
  std::vector<Entry>& entries_ = manifest_.entries;
  Work work_;
  bool tree_there_ = false;
  bool several_ = false;
  bool proving_ = false;
  std::optional<ManifestHead> head_;
  std::map<std::string, std::uint64_t> parts_;  ///< partial files there, and their sizes
  Lanes lanes_;
  RemoteWriter manifest_file_, beside_file_;
  std::string beside_there_;
  bool beside_read_ = false;
  bool described_ = false;  ///< as the tree is now
  Journal journal_;
  Tally tally_;
  Pace pace_;
  Hasher hasher_;
  Verdicts verdicts_;
  RemoteHashes hashes_;
  Follower follower_;
  Sender sender_;
  std::filesystem::path local_;
  std::deque<std::uint32_t> checks_;
  std::set<std::uint32_t> checking_;
  Indexes differing_;
  std::set<std::uint32_t> sent_twice_;
  std::set<std::uint32_t> renamed_;
  std::uint64_t files_sent_ = 0, files_renamed_ = 0;
};

}  // namespace

UploadResult upload(transport::Host& host, const std::filesystem::path& local, const std::string& remote,
                    const UploadOptions& options, Observer& observer) {
  if (!std::filesystem::exists(local))
    throw Error{{.kind = ErrorKind::no_input,
                 .what = "there is nothing to send at " + printable(local.string()),
                 .hint = "check the path"}};
  try {
    return Upload(host, local, remote, options, observer).run();
  } catch (const Error& error) {
    throw with_reason(error, host, without_slashes(remote));
  }
}

}  // namespace aifactory::transfer
