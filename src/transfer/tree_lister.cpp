// SPDX-License-Identifier: Apache-2.0
#include "transfer/tree_lister.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/tree.hpp"

#include "transfer/path.hpp"

#include <algorithm>

namespace aifactory::transfer {
namespace {

/// Folders open at once: where the server does not say how many handles it has, it has a hundred or more.
constexpr std::size_t open_without_limits = 32, open_at_most = 256;
/// Requests for the names of one folder that are under way at once: of the first round, and of any.
constexpr std::size_t first_round = 2, largest_round = 16;

/// A folder that lies in itself has no end; no file system has paths of this length.
constexpr std::size_t longest_path = 32u << 10;
/// Answers without a name, of one folder.
constexpr std::size_t empty_at_most = 1000;

using transport::FileStatus;

[[noreturn]] void endless(const std::string& folder) {
  throw Error{{.kind = ErrorKind::protocol,
               .what = "the host lists a folder that has no end: " + printable(folder.substr(0, 200)),
               .hint = "if it is one that the file system makes up, leave it out; else tell the site's support"}};
}

}  // namespace

void TreeLister::enter(std::string path) {
  waiting_.push_back(std::move(path));
  enter_waiting();
}

void TreeLister::stop() {
  see_ = nullptr;
  waiting_.clear();
}

std::size_t TreeLister::may_be_open() const {
  const std::size_t handles = lane_.files().limits().open_handles;
  return handles == 0 ? open_without_limits : std::clamp(handles / 4, open_without_limits, open_at_most);
}

void TreeLister::enter_waiting() {
  while (open_ < may_be_open() && !waiting_.empty()) {
    auto folder = std::make_shared<Folder>();
    folder->path = std::move(waiting_.back());
    waiting_.pop_back();
    ++open_;
    const auto path = folder->path.empty() ? root_ : join_path(root_, folder->path);
    lane_.submit(transport::request::OpenDirectory{.path = path},
                 [this, folder](transport::Reply& reply) { opened(folder, reply); });
  }
}

void TreeLister::opened(const std::shared_ptr<Folder>& folder, transport::Reply& reply) {
  if (reply.status == FileStatus::no_such_file) {  // not there at all, or gone meanwhile
    --open_;
    return enter_waiting();
  }
  if (!see_ && reply.status != FileStatus::ok) return;
  if (reply.status == FileStatus::permission_denied && denied_ && !folder->path.empty()) {
    denied_(folder->path);
    --open_;
    return enter_waiting();
  }
  require_ok(reply, "list the folder " + join_path(root_, folder->path));
  if (folder->path.empty()) found_ = true;
  folder->handle = reply.text;
  if (!see_) return close(*folder);
  folder->round = first_round;
  read_more(folder);
}

/// In rounds, each twice as large as the one before: small folders cost little, large ones are soon read many answers
/// at a time, and nothing is waited for behind the end.
void TreeLister::read_more(const std::shared_ptr<Folder>& folder) {
  while (folder->under_way < folder->round) {
    ++folder->under_way;
    lane_.submit(transport::request::ReadDirectory{.handle = folder->handle},
                 [this, folder](transport::Reply& reply) { listed(folder, reply); });
  }
}

void TreeLister::listed(const std::shared_ptr<Folder>& folder, transport::Reply& reply) {
  --folder->under_way;
  if (!see_) return folder->under_way == 0 ? close(*folder) : void();
  if (reply.status == FileStatus::end_of_file)
    folder->at_end = true;
  else
    require_ok(reply, "list the folder " + join_path(root_, folder->path));
  if (!folder->at_end && reply.entries.empty() && ++folder->empty > empty_at_most) endless(folder->path);
  for (const auto& entry : reply.entries)
    look_at(*folder, entry);
  if (folder->under_way > 0) return;
  if (!folder->at_end) {
    folder->round = std::min(folder->round * 2, largest_round);
    return read_more(folder);
  }
  close(*folder);
  enter_waiting();
}

void TreeLister::close(const Folder& folder) {
  lane_.submit(transport::request::Close{.handle = folder.handle}, [](transport::Reply&) {});
  --open_;
}

void TreeLister::look_at(const Folder& folder, const transport::DirectoryEntry& entry) {
  if (!is_safe_relative_path(entry.name) || entry.name.find('/') != std::string::npos)
    throw Error{{.kind = ErrorKind::protocol,
                 .what = "the host lists a name that no file can have: " + printable(entry.name),
                 .why = "names with '/' or '..' would lead out of the folder"}};
  const auto path = join_path(folder.path, entry.name);
  if (path.size() > longest_path) endless(path);
  if (see_(path, entry.attributes) && entry.attributes.is_directory()) waiting_.push_back(path);
}

}  // namespace aifactory::transfer
