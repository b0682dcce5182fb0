// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/transfer.hpp"

#include "transfer/indexes.hpp"
#include "transfer/path.hpp"
#include "transfer/remote_hashes.hpp"
#include "transfer/remote_manifest.hpp"
#include "transfer/tree_lister.hpp"

#include <algorithm>
#include <chrono>

namespace aifactory::transfer {
namespace {

using Kind = Difference::Kind;
using transport::FileAttributes;

constexpr int channels = 4;  // used only where files have to be read back

class Verification {
 public:
  Verification(transport::Host& host, const std::string& remote, const Manifest& manifest)
      : remote_(without_slashes(remote)),
        manifest_(manifest),
        seen_(manifest.entries.size()),
        lanes_(host, channels),
        hashes_(host, remote_, [this](const std::string& path, std::optional<ContentHash> hash) {
          const auto* const entry = find(path);
          if (entry && (!hash || *hash != entry->hash)) note(Kind::changed, path);
        }) {}

  std::vector<Difference> run() {
    TreeLister tree(lanes_.first(), remote_, [this](const std::string& path, const FileAttributes& attributes) {
      return see(path, attributes);
    });
    tree.start();
    tree.wait(lanes_);
    if (!tree.found())
      throw Error{{.kind = ErrorKind::no_input, .what = "there is no folder " + printable(remote_) + " on the host"}};
    lanes_.drain();
    for (std::size_t i = 0; i < seen_.size(); ++i)
      if (!seen_[i]) note(Kind::missing, manifest_.entries[i].path);
    wait_for_hashes();
    std::sort(found_.begin(), found_.end(), [](const Difference& a, const Difference& b) { return a.path < b.path; });
    return std::move(found_);
  }

 private:
  const Entry* find(std::string_view path) const {
    const auto index = index_of(manifest_.entries, path);
    return index ? &manifest_.entries[*index] : nullptr;
  }

  void note(Kind kind, const std::string& path) { found_.push_back({kind, path}); }

  bool see(const std::string& path, const FileAttributes& attributes) {
    const auto* const entry = find(path);
    if (!entry) {
      if (!is_part(path)) note(Kind::extra, path);
      return false;
    }
    seen_[static_cast<std::size_t>(entry - manifest_.entries.data())] = true;
    const bool same_kind = entry->kind == EntryKind::file        ? attributes.is_regular()
                           : entry->kind == EntryKind::directory ? attributes.is_directory()
                                                                 : attributes.is_symlink();
    if (!same_kind || (entry->kind == EntryKind::file && attributes.size != entry->size))
      note(Kind::changed, path);
    else if (entry->kind == EntryKind::symlink)
      compare_link(*entry);
    else if (entry->kind == EntryKind::file && entry->hash.known())
      hashes_.ask(path);
    return same_kind && entry->kind == EntryKind::directory;
  }

  void compare_link(const Entry& entry) {
    lanes_.first().submit(transport::request::ReadLink{.path = join_path(remote_, entry.path)},
                          [this, &entry](transport::Reply& reply) {
                            if (reply.text != entry.target) note(Kind::changed, entry.path);
                          });
  }

  void wait_for_hashes() {
    hashes_.no_more();
    for (hashes_.serve(); !hashes_.finished(); hashes_.serve()) {
      for (const auto& lane : lanes_.all())
        hashes_.feed(*lane);
      const pollfd others[] = {hashes_.poll_for()};
      lanes_.turn(others, std::chrono::milliseconds(1000));
    }
  }

  std::string remote_;
  const Manifest& manifest_;
  std::vector<bool> seen_;
  std::vector<Difference> found_;
  Lanes lanes_;
  RemoteHashes hashes_;
};

}  // namespace

std::vector<Difference> verify(transport::Host& host, const std::string& remote, const Manifest& manifest) {
  return Verification(host, remote, manifest).run();
}

std::optional<Manifest> remote_manifest(transport::Host& host, const std::string& remote) {
  Lanes lanes(host, 1);
  Manifest manifest;
  ManifestFetch fetch(lanes, remote, [&](Entry&& entry) { manifest.entries.push_back(std::move(entry)); });
  fetch.wait(lanes);
  if (!fetch.head()) return std::nullopt;
  manifest.name = fetch.head()->name;
  manifest.made = fetch.head()->made;
  manifest.whole = fetch.head()->whole;
  return manifest;
}

void put_manifest(transport::Host& host, const std::string& remote, const Manifest& manifest, std::uint32_t mode) {
  Lanes lanes(host, 1);
  store_manifest(lanes, remote, manifest, mode);
}

}  // namespace aifactory::transfer
