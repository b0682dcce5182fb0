// SPDX-License-Identifier: Apache-2.0
#include "dataset/pack/packed_upload.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/feed.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "dataset/pack/shards.hpp"
#include "dataset/pack/tar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::dataset {
namespace {

using transfer::Entry;
using transfer::EntryKind;
namespace request = transport::request;

[[noreturn]] void changed(const std::filesystem::path& file) {
  throw Error{{.kind = ErrorKind::try_again,
               .what = "the file was changed while it was packed: " + printable(file.string()),
               .hint = "run the same command again when nothing writes there; what was sent is kept"}};
}

bool is_same(int descriptor, const Entry& entry) {
  struct stat facts {};
  return ::fstat(descriptor, &facts) == 0 && static_cast<std::uint64_t>(facts.st_size) == entry.size &&
         std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec == entry.modified_ns;
}

void put_content(const std::filesystem::path& file, const Entry& entry, const Feed::Put& put) {
  const UniqueFd in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in && errno != ENOENT) throw system_error("cannot read " + printable(file.string()), errno);
  if (!in || !is_same(in.get(), entry)) changed(file);
  std::string buffer(std::size_t{256} << 10, '\0');
  for (std::uint64_t left = entry.size; left > 0;) {
    const auto count = ::read(in.get(), buffer.data(), std::min<std::uint64_t>(left, buffer.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw system_error("cannot read " + printable(file.string()), errno);
    if (count == 0) changed(file);
    put(std::string_view(buffer).substr(0, static_cast<std::size_t>(count)));
    left -= static_cast<std::uint64_t>(count);
  }
  if (!is_same(in.get(), entry)) changed(file);
  put(std::string(tar_padding(entry.size), '\0'));
}

void put_shard(const std::filesystem::path& folder, const Shard& shard, const Feed::Put& put) {
  for (const Entry& entry : shard.entries) {
    put(tar_header(entry));
    if (entry.kind == EntryKind::file) put_content(folder / entry.path, entry, put);
  }
  put(tar_end());
}

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
    shards_ = plan_shards(entries_);
    if (shards_.empty())
      throw Error{{.kind = ErrorKind::bad_input,
                   .what = "there is nothing to pack at " + printable(dataset_.path.string()),
                   .hint = "check the path and what --exclude leaves out"}};
    index_ = write_index(shards_);
    look_there();
    std::vector<const Shard*> send;
    for (const Shard& shard : shards_)
      if (kept_.count(shard.name) == 0) send.push_back(&shard);
    announce(send);
    if (to_.options.dry_run) return told_only(send);
    for (const Shard* shard : send)
      send_file(shard->name, shard->size, [&](const Feed::Put& put) { put_shard(dataset_.path, *shard, put); });
    if (!index_is_there_ || !send.empty())
      send_file(std::string(index_name), index_.size(), [&](const Feed::Put& put) { put(index_); });
    return finish();
  }

 private:
  /// What the manifest proves to be there: archives of the plan, and the index if it is this one.
  void look_there() {
    const auto manifest = transfer::remote_manifest(to_.host, to_.path);
    if (!manifest) return;
    std::set<std::string> wanted;
    for (const Shard& shard : shards_)
      wanted.insert(shard.name);
    for (const Entry& entry : manifest->entries) {
      if (wanted.count(entry.path) > 0) kept_.emplace(entry.path, entry);
      if (entry.path == index_name) index_is_there_ = entry.hash.hex() == sha256_hex(index_);
      if (entry.path == index_name && index_is_there_) kept_.emplace(entry.path, entry);
      if (entry.path != index_name && !is_shard_name(entry.path)) unpacked();
      stale_ = stale_ || (is_shard_name(entry.path) && wanted.count(entry.path) == 0);
    }
    made_ = manifest->made;
  }

  [[noreturn]] void unpacked() const {
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = fmt::format("dataset {} lies on the site unpacked", dataset_.name),
                 .why = "archives beside the same files would take the room twice",
                 .hint = "remove it first: aifactory dataset remove " + dataset_.name}};
  }

  void announce(const std::vector<const Shard*>& send) {
    std::uint64_t bytes = 0;
    for (const Shard* shard : send)
      bytes += shard->size;
    const std::uint64_t files = send.size() + (index_is_there_ && send.empty() ? 0 : 1);
    if (files > send.size()) bytes += index_.size();
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
    return result;
  }

  /// The index comes last, so that the manifest written with it is that of the whole.
  void send_file(const std::string& name, std::uint64_t size, std::function<void(const Feed::Put&)> write) {
    Feed feed(std::move(write));
    transfer::Stream stream{.descriptor = feed.descriptor(), .file = name, .source = name, .size = size};
    if (name == index_name) stream.source.clear();
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
    const auto folder = transport::ask(*files, request::OpenDirectory{.path = to_.path});
    require_ok(folder, "list the folder " + to_.path);
    std::vector<std::string> stale;
    for (auto batch = transport::ask(*files, request::ReadDirectory{.handle = folder.text});
         batch.status == transport::FileStatus::ok;
         batch = transport::ask(*files, request::ReadDirectory{.handle = folder.text}))
      for (const auto& entry : batch.entries) {
        std::string_view name = entry.name;
        if (name.ends_with(transfer::part_suffix)) name.remove_suffix(transfer::part_suffix.size());
        if (is_shard_name(name) && kept_.count(entry.name) == 0) stale.push_back(entry.name);
      }
    transport::ask(*files, request::Close{.handle = folder.text});
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
  std::string index_;
  std::map<std::string, Entry> kept_;  ///< on the site, and part of the dataset
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
