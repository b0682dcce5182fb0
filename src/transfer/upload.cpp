// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/sole_writer.hpp"
#include "aifactory/transfer/transfer.hpp"

#include "transfer/both_sides.hpp"
#include "transfer/description.hpp"
#include "transfer/full_disk.hpp"
#include "transfer/pack_sender.hpp"
#include "transfer/path.hpp"
#include "transfer/pieces.hpp"
#include "transfer/remote_changes.hpp"
#include "transfer/renames.hpp"
#include "transfer/salvage.hpp"
#include "transfer/sender.hpp"
#include "transfer/several_channels.hpp"
#include "transfer/upload_proofs.hpp"

#include <algorithm>
#include <set>

namespace aifactory::transfer {
namespace {

using std::chrono::milliseconds;

/// Programs that take packed files: few, where large files have channels of their own beside them.
constexpr std::size_t pack_streams = 6, pack_streams_beside_channels = 2;

class Upload {
 public:
  Upload(transport::Host& host, const std::filesystem::path& local, const std::string& remote,
         const UploadOptions& options, Observer& observer)
      : options_(options),
        observer_(observer),
        host_(host),
        remote_(without_slashes(remote)),
        lanes_(host, options.channels > 0 ? options.channels : channels_by_default, options.connections),
        description_(lanes_, remote_, options),
        local_(local),
        journal_(options.journal, host.name() + ':' + remote_),
        tally_(observer),
        pace_(options.bytes_per_second),
        proofs_({.host = host,
                 .remote = remote_,
                 .entries = entries_,
                 .hasher = hasher_,
                 .extent = options.proof,
                 .local = local_},
                {.same = [this](std::uint32_t index) { same_after_all(index); },
                 .resend = [this](std::uint32_t index) { resend(index); }}),
        sender_({.entries = entries_,
                 .local = local_,
                 .remote = remote_,
                 .journal = journal_,
                 .hasher = hasher_,
                 .tally = tally_,
                 .pace = pace_},
                {.begun = [this](std::uint32_t index) { proofs_.begun(index); },
                 .advanced = [this](std::uint32_t index, const std::string& part,
                                    std::uint64_t bytes) { proofs_.advanced(index, part, bytes); },
                 .placed =
                     [this](std::uint32_t index, std::optional<ContentHash> hash) {
                       ++files_sent_;
                       proofs_.placed(index, hash);
                     }}),
        packs_({.host = host, .remote = remote_, .entries = entries_, .local = local_, .tally = tally_, .pace = pace_},
               {.placed =
                    [this](std::uint32_t index, const ContentHash& here, const ContentHash& there) {
                      ++files_sent_;
                      proofs_.placed(index, here, there);
                    },
                .left = [this](std::uint32_t index) { send_alone(index); }}) {}

  UploadResult run() {
    look();
    if (options_.dry_run) return told_only();
    if (!work_.nothing_to_do() || !found_.tree_there) change();
    complete();
    return finish();
  }

 private:
  void look() {
    observer_.phase("checking");
    found_ = look_at_both_sides(host_, lanes_, description_, local_.root(), remote_, options_, entries_);
    manifest_.name = name();
    manifest_.made = now();
    tally_.plan(work_.send.size() + work_.check.size() + work_.renamed.size(), bytes_to_move(entries_, work_));
    if (options_.approve) options_.approve(work_.made, bytes_to_take(entries_, found_));
    if (options_.removes && !work_.extra.empty()) options_.removes(work_.extra);
  }

  void change() {
    observer_.phase("sending");
    unlock_folders(lanes_, remote_, work_);
    const auto files = pack_small_files();
    if (several_) lanes_.grow();
    Renames renames(host_, lanes_, remote_, entries_);
    renames.set_aside(work_.renamed);
    remove_foreign(lanes_, remote_, work_);
    clear_the_way(lanes_, remote_, entries_, work_);
    queue_files(files, work_.older);
    make_folders(lanes_, remote_, entries_, work_,
                 found_.tree_there ? std::nullopt : std::optional(options_.folder_mode),
                 [this] { sender_.feed(lanes_.first()); });
    if (options_.proof != Proof::none && !files.empty()) proofs_.start_following();
    prove_renamed(renames.put_in_place());
    move();
  }

  /// Begins with the packing, where it is worth it; returns the files that go one by one.
  Indexes pack_small_files() {
    auto files = work_.send;
    if (lanes_.first().is_remote()) packs_.take_small(files);
    several_ = worth_several_channels(bytes_of(entries_, files) + bytes_of(entries_, work_.check), files.size());
    if (packs_.has_unbegun_work()) packs_.start(several_ ? pack_streams_beside_channels : pack_streams);
    return files;
  }

  /// Beside the last proofs, which seldom fail; named after them.
  void describe() {
    const bool as_it_was = found_.head && found_.tree_there && work_.nothing_to_do() &&
                           found_.head->fingerprint == manifest_.fingerprint();
    if (as_it_was) manifest_.made = found_.head->made;
    description_.write(manifest_, as_it_was);
  }

  void complete() {
    if (!description_.written()) describe();
    description_.settle();
    complete_tree(lanes_, remote_, entries_, work_, [this] { description_.place(); });
    description_.settle();
  }

  /// What could not be copied there is sent.
  void prove_renamed(const Renames::Outcome& outcome) {
    work_.check.insert(work_.check.end(), outcome.placed.begin(), outcome.placed.end());
    renamed_.insert(outcome.placed.begin(), outcome.placed.end());
    proofs_.check(work_.check);
    queue_files(outcome.failed, {});
  }

  /// Large files first: their pieces keep all lanes busy, and the many small ones fill what is left at the end. What
  /// need not be sent of them is found out.
  void queue_files(Indexes files, const std::vector<OtherVersion>& older) {
    std::stable_partition(files.begin(), files.end(),
                          [&](std::uint32_t index) { return entries_[index].size > piece_size(0); });
    auto kept = salvage({.host = host_, .remote = remote_, .entries = entries_, .local = local_, .journal = journal_},
                        files, {.partial = found_.parts, .older = older});
    for (auto& [index, bytes] : kept)
      sender_.goes_on(index, std::move(bytes));
    for (const auto index : files)
      sender_.queue(index);
  }

  void move() {
    while (true) {
      feed();
      const auto now = Journal::Clock::now();
      journal_.keep(now);
      tally_.tell();
      if (finished()) return;
      const auto proofs = proofs_.poll_for();
      std::vector<pollfd> others(proofs.begin(), proofs.end());
      packs_.poll_for(others);
      lanes_.turn(others, milliseconds(pace_.limited() || !journal_.empty() ? 50 : 1000));
    }
  }

  /// In the order in which one makes work for the next, so that nothing is left lying while the lanes wait.
  void feed() {
    packs_.serve(!sender_.has_unbegun_work());
    proofs_.serve(all_sent());
    if (proofs_.waits() && !std::exchange(proving_, true)) observer_.phase("proving");
    if (proofs_.checks_done()) send_differing();
    for (const auto& lane : lanes_.all()) {
      sender_.feed(*lane);
      proofs_.feed(*lane);
    }
    if (sender_.has_unbegun_work() && several_) lanes_.grow();
    if (sender_.has_unbegun_work() || packs_.has_unbegun_work() || !proofs_.checks_done()) return;
    description_.open();
    if (!description_.written() && all_sent() && hasher_.open_jobs() == 0) describe();
  }

  /// All together, once they are known: the host is asked by one command what is the same in them.
  void send_differing() {
    const auto files = proofs_.take_differing();
    if (files.empty()) return;
    std::vector<OtherVersion> older;
    for (const auto index : files)
      older.push_back({index, entries_[index].size});
    queue_files(files, older);
  }

  bool all_sent() const { return sender_.finished() && packs_.finished(); }
  bool finished() const { return all_sent() && proofs_.finished(); }

  /// The host has nothing that takes packed files, or this one must be looked at anew.
  void send_alone(std::uint32_t index) {
    if (++left_alone_ == files_worth_several_channels) several_ = true;
    sender_.queue(index);
  }

  void resend(std::uint32_t index) {
    description_.outdate();
    sender_.queue(index);
  }

  void same_after_all(std::uint32_t index) {
    ++(renamed_.count(index) > 0 ? files_renamed_ : work_.unchanged);
    tally_.done(entries_[index].size);
    tally_.file();
    work_.attributes.push_back(index);
  }

  UploadResult told_only() {
    auto result = report();
    result.files_sent = work_.send.size();
    result.bytes_sent = bytes_of(result.manifest.entries, work_.send);
    result.files_renamed = work_.renamed.size();
    return result;
  }

  std::string name() const {
    if (!options_.name.empty()) return options_.name;
    const auto local = std::filesystem::absolute(local_.root()).lexically_normal();
    return (local.has_filename() ? local : local.parent_path()).filename().string();
  }

  UploadResult finish() {
    tally_.tell();
    auto result = report();
    result.files_sent = files_sent_;
    result.bytes_sent = tally_.travelled();
    result.files_renamed = files_renamed_;
    result.proved = options_.proof == Proof::full;
    return result;
  }

  UploadResult report() {
    UploadResult result;
    result.manifest = std::move(manifest_);
    result.files_unchanged = work_.unchanged;
    result.files_removed = work_.extra.size();
    return result;
  }

  const UploadOptions& options_;
  Observer& observer_;
  transport::Host& host_;
  std::string remote_;
  Manifest manifest_;
  std::vector<Entry>& entries_ = manifest_.entries;
  Found found_;
  Work& work_ = found_.work;
  bool several_ = false;
  bool proving_ = false;
  Lanes lanes_;
  Description description_;
  LocalTree local_;
  Journal journal_;
  Tally tally_;
  Pace pace_;
  Hasher hasher_;
  UploadProofs proofs_;
  Sender sender_;
  PackSender packs_;
  std::set<std::uint32_t> renamed_;
  std::uint64_t files_sent_ = 0, files_renamed_ = 0;
  std::size_t left_alone_ = 0;
};

}  // namespace

UploadResult upload(transport::Host& host, const std::filesystem::path& local, const std::string& remote,
                    const UploadOptions& options, Observer& observer) {
  if (!std::filesystem::exists(local))
    throw Error{{.kind = ErrorKind::no_input,
                 .what = "there is nothing to send at " + printable(local.string()),
                 .hint = "check the path"}};
  const SoleWriter alone(options.dry_run ? "" : options.journal, host, remote);
  try {
    return Upload(host, local, remote, options, observer).run();
  } catch (const Error& error) {
    throw_if_full(error, host, without_slashes(remote));
    throw;
  }
}

}  // namespace aifactory::transfer
