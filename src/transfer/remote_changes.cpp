// SPDX-License-Identifier: Apache-2.0
#include "transfer/remote_changes.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transfer/path.hpp"

#include <algorithm>
#include <functional>

namespace aifactory::transfer {
namespace {

using transport::FileStatus;
using transport::Reply;
namespace request = transport::request;

/// Paths with a '/' at the end are folders.
transport::Request removal_of(const std::string& remote, const std::string& path) {
  if (path.ends_with('/')) return request::RemoveDirectory{.path = join_path(remote, path.substr(0, path.size() - 1))};
  return request::Remove{.path = join_path(remote, path)};
}

void remove(Lanes& lanes, const std::string& remote, const std::vector<std::string>& paths) {
  run_batch(lanes, {.count = paths.size(),
                    .request = [&](std::size_t i) { return removal_of(remote, paths[i]); },
                    .answer =
                        [&](std::size_t i, Reply& reply) {
                          if (reply.status != FileStatus::no_such_file)
                            require_ok(reply, "remove " + join_path(remote, paths[i]));
                        }});
}

/// The paths where a first attempt did not do; the caller looks closer at them.
Indexes attempt(Lanes& lanes, const Indexes& indexes, const std::function<transport::Request(std::uint32_t)>& request) {
  Indexes failed;
  run_batch(lanes, {.count = indexes.size(),
                    .request = [&](std::size_t i) { return request(indexes[i]); },
                    .answer =
                        [&](std::size_t i, Reply& reply) {
                          if (reply.status != FileStatus::ok) failed.push_back(indexes[i]);
                        }});
  return failed;
}

void run(Lanes& lanes, const Indexes& indexes, const std::function<transport::Request(std::uint32_t)>& request,
         const std::function<void(std::uint32_t, Reply&)>& answer) {
  run_batch(lanes, {.count = indexes.size(),
                    .request = [&](std::size_t i) { return request(indexes[i]); },
                    .answer = [&](std::size_t i, Reply& reply) { answer(indexes[i], reply); }});
}

/// A folder with this bit hands its group on to what is made in it: that of a project, which chmod must not lose.
constexpr std::uint32_t group_bit = 02000;

std::uint32_t mode_of(const Reply& found) {
  return found.status == FileStatus::ok ? found.attributes.mode.value_or(0) : 0;
}

}  // namespace

void make_root(Lanes& lanes, const std::string& remote, std::uint32_t mode) {
  std::vector<std::string> chain;
  for (std::string path = remote; path.size() > 1; path = std::string(parent_of(path)))
    chain.push_back(path);
  std::reverse(chain.begin(), chain.end());
  std::vector<Reply> made(chain.size()), found(chain.size());
  run_batch(lanes,
            {.count = 2 * chain.size(),
             .request = [&](std::size_t i) -> transport::Request {
               if (i % 2 == 0) return request::MakeDirectory{.path = chain[i / 2], .mode = mode};
               return request::Stat{.path = chain[i / 2], .follow = true};
             },
             .answer = [&](std::size_t i, Reply& reply) { (i % 2 == 0 ? made : found)[i / 2] = std::move(reply); }});
  require_ok(made.back(), "make the folder " + remote);
  // What was made, the server's umask may have cut.
  std::vector<std::size_t> cut;
  for (std::size_t i = 0; i < chain.size(); ++i)
    if (made[i].status == FileStatus::ok && (mode_of(found[i]) & 0777) != (mode & 0777)) cut.push_back(i);
  run_batch(lanes,
            {.count = cut.size(),
             .request =
                 [&](std::size_t i) {
                   return request::SetAttributes{.path = chain[cut[i]],
                                                 .attributes = {.mode = mode | (mode_of(found[cut[i]]) & group_bit)}};
                 },
             .answer = [&](std::size_t i, Reply& reply) { require_ok(reply, "set the mode of " + chain[cut[i]]); }});
}

void remove_foreign(Lanes& lanes, const std::string& remote, const Work& work) {
  remove(lanes, remote, work.leftovers);
  remove(lanes, remote, work.extra);
}

void clear_the_way(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, const Work& work) {
  const auto path = [&](std::uint32_t i) { return join_path(remote, entries[i].path); };
  const auto kept = attempt(lanes, work.in_the_way, [&](std::uint32_t i) { return request::Remove{.path = path(i)}; });
  const auto full = attempt(lanes, kept, [&](std::uint32_t i) { return request::RemoveDirectory{.path = path(i)}; });
  if (full.empty()) return;
  throw Error{{.kind = ErrorKind::cannot_create,
               .what = "a folder is in the way: " + printable(path(full.front())),
               .why = "here it is a file or symlink, there it is a folder that is not empty",
               .hint = "remove it there, or repeat with --delete"}};
}

void make_folders(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, Work& work) {
  const Indexes& folders = work.folders;
  run_batch(lanes, {.count = folders.size() + 1,
                    .request = [&](std::size_t i) -> transport::Request {
                      if (i == folders.size()) return request::Stat{.path = remote, .follow = true};
                      const auto& entry = entries[folders[i]];
                      return request::MakeDirectory{.path = join_path(remote, entry.path), .mode = entry.mode | 0700};
                    },
                    .answer =
                        [&](std::size_t i, Reply& reply) {
                          if (i == folders.size())
                            work.folder_bits = mode_of(reply) & group_bit;
                          else
                            require_ok(reply, "make the folder " + entries[folders[i]].path);
                        }});
}

void compare_links(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, Work& work) {
  run(
      lanes, work.same_links,
      [&](std::uint32_t i) { return request::ReadLink{.path = join_path(remote, entries[i].path)}; },
      [&](std::uint32_t i, Reply& reply) {
        if (reply.status == FileStatus::ok && reply.text == entries[i].target) return;
        work.in_the_way.push_back(i);
        work.links.push_back(i);
      });
  work.same_links.clear();
}

void make_links(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, const Indexes& links) {
  run(
      lanes, links,
      [&](std::uint32_t i) {
        return request::MakeSymlink{.target = entries[i].target, .path = join_path(remote, entries[i].path)};
      },
      [&](std::uint32_t i, Reply& reply) { require_ok(reply, "make the symlink " + entries[i].path); });
}

void set_attributes(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, const Work& work) {
  Indexes changed = work.attributes;
  std::sort(changed.begin(), changed.end(), std::greater<>());
  run(
      lanes, changed,
      [&](std::uint32_t i) {
        const auto bits = entries[i].kind == EntryKind::directory ? work.folder_bits : 0;
        return request::SetAttributes{
            .path = join_path(remote, entries[i].path),
            .attributes = {.mode = entries[i].mode | bits, .modified = seconds_of(entries[i].modified_ns)}};
      },
      [&](std::uint32_t i, Reply& reply) { require_ok(reply, "set mode and time of " + entries[i].path); });
}

}  // namespace aifactory::transfer
