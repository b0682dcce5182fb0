// SPDX-License-Identifier: Apache-2.0
#include "transfer/remote_changes.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transfer/path.hpp"

#include <algorithm>
#include <functional>
#include <utility>

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

/// A folder with this bit hands its group on to what is made in it: that of a project, which chmod must not lose.
constexpr std::uint32_t group_bit = 02000;

std::uint32_t mode_of(const Reply& found) {
  return found.status == FileStatus::ok ? found.attributes.mode.value_or(0) : 0;
}

/// A folder and those above it: each is made, if it is not there, and looked at.
class Chain {
 public:
  Chain(const std::string& folder, std::uint32_t mode) : mode_(mode) {
    for (std::string path = folder; path.size() > 1; path = std::string(parent_of(path)))
      folders_.push_back({.path = path});
    std::reverse(folders_.begin(), folders_.end());
  }

  std::size_t requests() const { return 2 * folders_.size(); }
  transport::Request request(std::size_t i) const {
    const auto& path = folders_[i / 2].path;
    if (i % 2 == 0) return request::MakeDirectory{.path = path, .mode = mode_};
    return request::Stat{.path = path, .follow = true};
  }
  void answer(std::size_t i, Reply& reply) {
    auto& folder = folders_[i / 2];
    if (i % 2 == 1) return seen(folder, reply);
    folder.made = reply.status == FileStatus::ok;
    making_ = {.status = reply.status, .message = reply.message};
    if (i + 2 == requests() && reply.status == FileStatus::failure)  // something is there already
      require_ok(reply, "make the folder " + folder.path);
  }
  /// What was made, the server's umask may have cut. Does not wait.
  void settle(Lanes& lanes) const {
    for (const auto& folder : folders_) {
      if (!folder.made || (folder.mode & 0777) == (mode_ & 0777)) continue;
      lanes.first().submit(
          request::SetAttributes{.path = folder.path, .attributes = {.mode = mode_ | (folder.mode & group_bit)}},
          [path = folder.path](Reply& reply) { require_ok(reply, "set the mode of " + path); });
    }
  }

 private:
  struct Folder {
    std::string path;
    std::uint32_t mode = 0;
    bool made = false;
  };

  /// The first that is not there is the one to be told of: those below it fail for want of it.
  void seen(Folder& folder, const Reply& found) const {
    if (found.status != FileStatus::ok) require_ok(making_, "make the folder " + folder.path);
    folder.mode = mode_of(found);
  }

  std::vector<Folder> folders_;
  std::uint32_t mode_;
  Reply making_;  ///< the answer to the last attempt
};

}  // namespace

void make_root(Lanes& lanes, const std::string& remote, std::uint32_t mode) {
  Chain chain(remote, mode);
  run_batch(lanes, {.count = chain.requests(),
                    .request = [&](std::size_t i) { return chain.request(i); },
                    .answer = [&](std::size_t i, Reply& reply) { chain.answer(i, reply); }});
  chain.settle(lanes);
}

void unlock_folders(Lanes& lanes, const std::string& remote, const Work& work) {
  run_batch(lanes, {.count = work.locked.size(),
                    .request =
                        [&](std::size_t i) {
                          const auto& [path, mode] = work.locked[i];
                          return request::SetAttributes{.path = join_path(remote, path),
                                                        .attributes = {.mode = mode | 0700}};
                        },
                    .answer = [](std::size_t, Reply&) {}});  // what cannot be done then says so
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

void make_folders(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, Work& work,
                  std::optional<std::uint32_t> root_mode, const std::function<void()>& all_sent) {
  std::optional<Chain> chain;
  if (root_mode) chain.emplace(remote, *root_mode);
  const auto before = chain ? chain->requests() : 0;
  const Indexes& folders = work.folders;
  run_batch(lanes, {.count = before + folders.size() + 1,
                    .request = [&](std::size_t i) -> transport::Request {
                      if (i < before) return chain->request(i);
                      if (i == before + folders.size()) return request::Stat{.path = remote, .follow = true};
                      const auto& entry = entries[folders[i - before]];
                      return request::MakeDirectory{.path = join_path(remote, entry.path), .mode = entry.mode | 0700};
                    },
                    .answer =
                        [&](std::size_t i, Reply& reply) {
                          if (i < before)
                            chain->answer(i, reply);
                          else if (i == before + folders.size())
                            work.folder_bits = mode_of(reply) & group_bit;
                          else
                            require_ok(reply, "make the folder " + entries[folders[i - before]].path);
                        },
                    .all_sent = all_sent});
  if (chain) chain->settle(lanes);
}

void compare_links(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, Work& work) {
  const Indexes links = std::exchange(work.same_links, {});
  run_batch(
      lanes,
      {.count = links.size(),
       .request = [&](std::size_t i) { return request::ReadLink{.path = join_path(remote, entries[links[i]].path)}; },
       .answer =
           [&](std::size_t i, Reply& reply) {
             if (reply.status == FileStatus::ok && reply.text == entries[links[i]].target) return;
             work.in_the_way.push_back(links[i]);
             work.links.push_back(links[i]);
           }});
}

void complete_tree(Lanes& lanes, const std::string& remote, const std::vector<Entry>& entries, const Work& work,
                   const std::function<void()>& all_sent) {
  const Indexes& links = work.links;
  Indexes changed = work.attributes;
  std::sort(changed.begin(), changed.end(), std::greater<>());
  const auto entry_of = [&](std::size_t i) -> const Entry& {
    return entries[i < links.size() ? links[i] : changed[i - links.size()]];
  };
  run_batch(lanes,
            {.count = links.size() + changed.size(),
             .request = [&](std::size_t i) -> transport::Request {
               const auto& entry = entry_of(i);
               const auto path = join_path(remote, entry.path);
               if (i < links.size()) return request::MakeSymlink{.target = entry.target, .path = path};
               const auto bits = entry.kind == EntryKind::directory ? work.folder_bits : 0;
               return request::SetAttributes{
                   .path = path, .attributes = {.mode = entry.mode | bits, .modified = seconds_of(entry.modified_ns)}};
             },
             .answer =
                 [&](std::size_t i, Reply& reply) {
                   require_ok(reply,
                              (i < links.size() ? "make the symlink " : "set mode and time of ") + entry_of(i).path);
                 },
             .all_sent = all_sent});
}

}  // namespace aifactory::transfer
