// SPDX-License-Identifier: Apache-2.0
#include "transfer/tree_lister.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/tree.hpp"

#include "transfer/path.hpp"

namespace aifactory::transfer {
namespace {

/// Folders open at once: servers allow a hundred handles or more.
constexpr std::size_t open_at_most = 32;

/// A folder that lies in itself has no end; no file system has paths of this length.
constexpr std::size_t longest_path = 32u << 10;
/// Names of an answer after which more may be expected; fewer are soon followed by the end.
constexpr std::size_t full_answer = 64;
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

void TreeLister::enter_waiting() {
  while (open_ < open_at_most && !waiting_.empty()) {
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
  require_ok(reply, "list the folder " + join_path(root_, folder->path));
  if (folder->path.empty()) found_ = true;
  folder->handle = reply.text;
  read_more(folder);
}

/// Two requests for each answer: small folders cost little, large ones are soon read many batches ahead.
void TreeLister::read_more(const std::shared_ptr<Folder>& folder) {
  for (int i = 0; i < 2 && folder->under_way < 16; ++i) {
    ++folder->under_way;
    lane_.submit(transport::request::ReadDirectory{.handle = folder->handle},
                 [this, folder](transport::Reply& reply) { listed(folder, reply); });
  }
}

void TreeLister::listed(const std::shared_ptr<Folder>& folder, transport::Reply& reply) {
  --folder->under_way;
  if (reply.status == FileStatus::end_of_file)
    folder->at_end = true;
  else
    require_ok(reply, "list the folder " + join_path(root_, folder->path));
  if (!folder->at_end && reply.entries.empty() && ++folder->empty > empty_at_most) endless(folder->path);
  for (const auto& entry : reply.entries)
    look_at(*folder, entry);
  if (!folder->at_end && (reply.entries.size() >= full_answer || folder->under_way == 0)) return read_more(folder);
  if (folder->under_way > 0) return;
  lane_.submit(transport::request::Close{.handle = folder->handle}, [](transport::Reply&) {});
  --open_;
  enter_waiting();
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
