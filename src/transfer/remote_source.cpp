// SPDX-License-Identifier: Apache-2.0
#include "transfer/remote_source.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transfer/indexes.hpp"
#include "transfer/path.hpp"
#include "transfer/pieces.hpp"
#include "transfer/remote_manifest.hpp"
#include "transfer/tree_lister.hpp"

#include <algorithm>
#include <set>

namespace aifactory::transfer {
namespace {

using transport::FileAttributes;

Entry entry_of(const std::string& path, const FileAttributes& attributes) {
  Entry entry;
  entry.path = path;
  entry.kind = attributes.is_directory() ? EntryKind::directory
               : attributes.is_symlink() ? EntryKind::symlink
                                         : EntryKind::file;
  if (entry.kind == EntryKind::file) entry.size = attributes.size.value_or(0);
  entry.mode = attributes.mode.value_or(0600) & 07777;
  entry.modified_ns = std::int64_t{attributes.modified.value_or(0)} * 1'000'000'000;
  return entry;
}

void list(Lanes& lanes, const std::string& remote, RemoteSource& source, const Choice& choice) {
  TreeLister lister(lanes.first(), remote, [&](const std::string& path, const FileAttributes& attributes) {
    const bool known = attributes.is_directory() || attributes.is_symlink() || attributes.is_regular();
    if (is_part(path)) return false;
    auto entry = entry_of(path, attributes);
    if (choice.wanted && !choice.wanted(entry)) return false;
    if (known)
      source.entries.push_back(std::move(entry));
    else
      source.skipped.push_back(path);
    return true;
  });
  if (choice.passes_over_unreadable)
    lister.pass_over([&source](const std::string& path) { source.unreadable.push_back(path); });
  lister.start();
  lister.wait(lanes);
  if (!lister.found())
    throw Error{{.kind = ErrorKind::no_input, .what = "there is no folder " + printable(remote) + " on the host"}};
}

void read_links(Lanes& lanes, const std::string& remote, std::vector<Entry>& entries) {
  std::vector<Entry*> links;
  for (auto& entry : entries)
    if (entry.kind == EntryKind::symlink) links.push_back(&entry);
  run_batch(lanes,
            {.count = links.size(),
             .request =
                 [&](std::size_t i) { return transport::request::ReadLink{.path = join_path(remote, links[i]->path)}; },
             .answer =
                 [&](std::size_t i, transport::Reply& reply) {
                   require_ok(reply, "read the symlink " + links[i]->path);
                   links[i]->target = reply.text;
                 }});
}

/// Files that even their owner may not read are tried.
void leave_out_unreadable(Lanes& lanes, const std::string& remote, RemoteSource& source) {
  std::vector<std::string> suspects;
  for (const auto& entry : source.entries)
    if (entry.kind == EntryKind::file && (entry.mode & 0400) == 0) suspects.push_back(entry.path);
  std::set<std::string> denied;
  run_batch(lanes,
            {.count = suspects.size(),
             .request = [&](std::size_t i) { return transport::request::Open{.path = join_path(remote, suspects[i])}; },
             .answer =
                 [&](std::size_t i, transport::Reply& reply) {
                   if (reply.status == transport::FileStatus::ok)
                     lanes.first().submit(transport::request::Close{.handle = reply.text}, [](transport::Reply&) {});
                   if (reply.status == transport::FileStatus::permission_denied) denied.insert(suspects[i]);
                 }});
  std::erase_if(source.entries, [&](const Entry& entry) { return denied.count(entry.path) > 0; });
  source.unreadable.insert(source.unreadable.end(), denied.begin(), denied.end());
}

/// And the folders that lead to what is wanted.
void keep_wanted(std::vector<Entry>& entries, const std::function<bool(const Entry&)>& wanted) {
  std::set<std::string, std::less<>> folders;
  std::erase_if(entries, [&](const Entry& entry) { return entry.kind != EntryKind::directory && !wanted(entry); });
  for (const auto& entry : entries)
    if (entry.kind != EntryKind::directory)
      for (auto folder = parent_of(entry.path); !folder.empty(); folder = parent_of(folder))
        if (!folders.emplace(folder).second) break;
  std::erase_if(entries, [&](const Entry& entry) {
    return entry.kind == EntryKind::directory && folders.count(entry.path) == 0;
  });
}

}  // namespace

void require_tree(const std::vector<Entry>& entries) {
  const auto twice = std::ranges::adjacent_find(entries, {}, &Entry::path);
  if (twice != entries.end())
    throw Error{
        {.kind = ErrorKind::bad_input, .what = "the host lists the same name twice: " + printable(twice->path)}};
  for (const auto& entry : entries) {
    require_possible_size(entry);
    const auto parent = parent_of(entry.path);
    if (parent.empty()) continue;
    const auto folder = index_of(entries, parent);
    if (!folder || entries[*folder].kind != EntryKind::directory)
      throw Error{{.kind = ErrorKind::bad_input,
                   .what = "the manifest contradicts itself at " + printable(entry.path),
                   .why = "what it lies in is not a folder"}};
  }
}

RemoteSource read_source(Lanes& lanes, const std::string& remote, const Choice& choice) {
  RemoteSource source;
  ManifestFetch manifest(lanes, remote, [&](Entry&& entry) { source.entries.push_back(std::move(entry)); });
  manifest.wait(lanes);
  source.has_manifest = manifest.head().has_value();
  if (source.has_manifest) source.name = manifest.head()->name;
  if (!source.has_manifest) {
    list(lanes, remote, source, choice);
    if (choice.passes_over_unreadable) leave_out_unreadable(lanes, remote, source);
    read_links(lanes, remote, source.entries);
    std::sort(source.entries.begin(), source.entries.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
  }
  require_tree(source.entries);
  std::erase_if(source.entries, [&](const Entry& entry) {
    const bool leaves = entry.kind == EntryKind::symlink && !is_safe_link(entry.path, entry.target);
    if (leaves) source.skipped.push_back(entry.path);
    return leaves;
  });
  if (choice.wanted) keep_wanted(source.entries, choice.wanted);
  return source;
}

}  // namespace aifactory::transfer
