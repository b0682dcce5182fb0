// SPDX-License-Identifier: Apache-2.0
#include "dataset/pack/packed_upload.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/feed.hpp"
#include "aifactory/base/text.hpp"

#include "dataset/folder_visit.hpp"
#include "dataset/pack/index.hpp"
#include "dataset/pack/shard_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace aifactory::dataset {
namespace {

using transfer::ContentHash;
using transfer::Entry;
using transfer::EntryKind;
namespace request = transport::request;

/// Tells the progress of one archive as a part of all.
class PartObserver final : public transfer::Observer {
 public:
  explicit PartObserver(transfer::Observer& whole) : whole_(whole) {}
  void planned(std::uint64_t, std::uint64_t) override {}
  void moved(std::uint64_t files, std::uint64_t bytes) override { whole_.moved(files_ + files, bytes_ + bytes); }
  void phase(std::string_view name) override { whole_.phase(name); }
  void next(std::uint64_t bytes) {
    ++files_;
    bytes_ += bytes;
  }

 private:
  transfer::Observer& whole_;
  std::uint64_t files_ = 0, bytes_ = 0;
};

class PackedUpload {
 public:
  PackedUpload(const Destination& to, const config::Dataset& dataset)
      : to_(to), dataset_(dataset), observer_(to.observer), options_(to.options) {
    options_.approve = {};
  }

  transfer::UploadResult run() {
    to_.observer.phase("checking");
    entries_ = transfer::scan(dataset_.path, to_.options.scan);
    for (Entry& entry : entries_)
      entry.mode &= to_.options.mode_mask;
    shards_ = plan_shards(entries_);
    if (shards_.empty())
      throw Error{{.kind = ErrorKind::bad_input,
                   .what = "there is nothing to pack at " + printable(dataset_.path.string()),
                   .hint = "check the path and what --exclude leaves out"}};
    for (const Shard& shard : shards_)
      index_size_ += index_size(shard);
    look_there();
    std::vector<const Shard*> send;
    for (const Shard& shard : shards_)
      if (kept_.count(shard.name) == 0) send.push_back(&shard);
    announce(send);
    if (to_.options.dry_run) return told_only(send);
    if (index_is_there_ && send.empty()) return finish();
    remember_lines();
    for (const Shard* shard : send)
      send_shard(*shard);
    send_index();
    return finish();
  }

 private:
  /// What the manifest proves to be there: archives of the plan, and the index if it is this one.
  void look_there() {
    const auto manifest = transfer::remote_manifest(to_.host, to_.path);
    if (!manifest) return;
    std::set<std::string> wanted, there;
    for (const Shard& shard : shards_)
      wanted.insert(shard.name);
    const bool compares = to_.options.compare == transfer::Compare::content;
    const auto damaged = compares ? damaged_in(to_) : std::set<std::string>();
    for (const Entry& entry : manifest->entries) {
      const bool whole = damaged.count(entry.path) == 0;
      if (wanted.count(entry.path) > 0 && whole) kept_.emplace(entry.path, entry);
      if (entry.path == index_name && whole) old_index_ = entry;
      if (is_shard_name(entry.path)) there.insert(entry.path);
      if (entry.path != index_name && !is_shard_name(entry.path)) unpacked();
      stale_ = stale_ || (is_shard_name(entry.path) && wanted.count(entry.path) == 0);
    }
    made_ = manifest->made;
    index_is_there_ = old_index_ && manifest->whole && there == wanted;
    if (index_is_there_) kept_.emplace(old_index_->path, *old_index_);
  }

  /// Of archives that stay, before the index is replaced.
  void remember_lines() {
    if (!old_index_) return;
    const auto text = read_index_there(to_.host, to_.path);
    if (sha256_hex(text) == old_index_->hash.hex()) lines_ = lines_by_shard(text);
  }

  [[noreturn]] void unpacked() const {
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = fmt::format("dataset {} lies on the site unpacked", dataset_.name),
                 .why = "archives beside the same files would take the room twice",
                 .hint = fmt::format("leave packing out (--pack none), or remove it first: aifactory dataset remove {}",
                                     dataset_.name)}};
  }

  void announce(const std::vector<const Shard*>& send) {
    std::uint64_t bytes = 0;
    for (const Shard* shard : send)
      bytes += shard->size;
    const std::uint64_t files = send.size() + (index_is_there_ && send.empty() ? 0 : 1);
    if (files > send.size()) bytes += index_size_;
    to_.observer.planned(files, bytes);
    if (to_.options.approve) to_.options.approve(files, bytes);
  }

  transfer::UploadResult told_only(const std::vector<const Shard*>& send) {
    transfer::UploadResult result;
    result.manifest.name = dataset_.name;
    for (const Shard& shard : shards_)
      result.manifest.entries.push_back({.path = shard.name, .size = shard.size});
    for (const Shard* shard : send)
      result.bytes_sent += shard->size;
    result.files_sent = send.size();
    result.files_unchanged = shards_.size() - send.size();
    result.manifest.entries.push_back({.path = std::string(index_name), .size = index_size_});
    const bool index_too = !index_is_there_ || !send.empty();
    (index_too ? result.files_sent : result.files_unchanged) += 1;
    if (index_too) result.bytes_sent += index_size_;
    return result;
  }

  void send_shard(const Shard& shard) {
    std::vector<ContentHash> hashes;
    send_file(shard.name, shard.size, [&](const Feed::Put& put) { put_shard(dataset_.path, shard, hashes, put); });
    lines_[shard.name] = index_lines(shard, hashes);
  }

  void send_index() {
    std::string index;
    for (const Shard& shard : shards_) {
      const auto known = lines_.find(shard.name);
      index += known != lines_.end() ? known->second : index_lines(shard, hashes_of(dataset_.path, shard));
    }
    send_file(std::string(index_name), index.size(), [&](const Feed::Put& put) { put(index); });
  }

  /// The index comes last, so that the manifest written with it is that of the whole.
  void send_file(const std::string& name, std::uint64_t size, std::function<void(const Feed::Put&)> write) {
    Feed feed(std::move(write));
    transfer::Stream stream{.descriptor = feed.descriptor(), .file = name, .source = name, .size = size};
    stream.last = name == index_name;
    if (stream.last) stream.source.clear();
    stream.ended = [&feed] { feed.finish(); };
    for (const auto& [path, entry] : kept_)
      if (path != name) stream.others.push_back(entry);
    auto result = transfer::upload_stream(to_.host, stream, to_.path, options_, observer_);
    observer_.next(size);
    for (const Entry& entry : result.manifest.entries)
      kept_.insert_or_assign(entry.path, entry);
    made_ = result.manifest.made;
    done_.files_sent += 1;
    done_.bytes_sent += result.bytes_sent;
    done_.proved = result.proved;
  }

  transfer::UploadResult finish() {
    if (stale_ || done_.files_sent > 0) done_.files_removed = remove_stale();
    done_.files_unchanged = kept_.size() - done_.files_sent;
    done_.manifest = {.name = dataset_.name, .made = made_, .entries = {}};
    for (const auto& [path, entry] : kept_)
      done_.manifest.entries.push_back(entry);
    return std::move(done_);
  }

  /// Archives of an earlier state, which the manifest does not name any more.
  std::uint64_t remove_stale() {
    const auto files = to_.host.open_files();
    std::vector<std::string> stale;
    const auto folder = visit_folder(*files, to_.path, [&](const transport::DirectoryEntry& entry) {
      std::string_view name = entry.name;
      if (name.ends_with(transfer::part_suffix)) name.remove_suffix(transfer::part_suffix.size());
      if (is_shard_name(name) && kept_.count(entry.name) == 0) stale.push_back(entry.name);
      return true;
    });
    require_ok(folder, "list the folder " + to_.path);
    for (const std::string& name : stale)
      require_ok(transport::ask(*files, request::Remove{.path = to_.path + "/" + name}), "remove " + name);
    return stale.size();
  }

  const Destination& to_;
  const config::Dataset& dataset_;
  PartObserver observer_;
  transfer::UploadOptions options_;
  std::vector<Entry> entries_;
  std::vector<Shard> shards_;
  std::uint64_t index_size_ = 0;
  std::optional<Entry> old_index_;
  std::map<std::string, std::string> lines_;  ///< of the index, by archive
  std::map<std::string, Entry> kept_;         ///< on the site, and part of the dataset
  bool index_is_there_ = false;
  bool stale_ = false;
  Time made_{};
  transfer::UploadResult done_;
};

}  // namespace

transfer::UploadResult send_packed(const Destination& to, const config::Dataset& dataset) {
  if (!std::filesystem::is_directory(dataset.path))
    throw Error{{.kind = std::filesystem::exists(dataset.path) ? ErrorKind::usage : ErrorKind::no_input,
                 .what = "only a folder can be packed: " + printable(dataset.path.string()),
                 .hint = "leave out --pack"}};
  return PackedUpload(to, dataset).run();
}

}  // namespace aifactory::dataset
