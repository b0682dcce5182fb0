// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/transfer/tree.hpp"
#include "aifactory/transport/host.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace aifactory::transfer {

/// Told about a transfer while it runs, in the calling thread; must return at once.
class Observer {
 public:
  virtual ~Observer() = default;
  /// Once, when it is known what has to be moved.
  virtual void planned(std::uint64_t files, std::uint64_t bytes) = 0;
  /// Bytes and files done since the beginning; never falls.
  virtual void moved(std::uint64_t files, std::uint64_t bytes) = 0;
  /// What is being done: "checking", "sending", "proving".
  virtual void phase(std::string_view name) = 0;
};

/// Which files are compared by hash after they arrived: all, one in sixteen, none.
enum class Proof { full, sample, none };

/// When a file counts as unchanged: by size and time, or only by its content.
enum class Compare { size_and_time, content };

/// What happens to files on the other side that are not here.
enum class Extra { keep, remove };

/// Told what room will be taken on the other side, before anything is written there; throws to forbid it. Also in a dry
/// run. Files, folders and links that are not there yet, and bytes beside those of unfinished transfers.
using Approve = std::function<void(std::uint64_t files, std::uint64_t bytes)>;

/// Further connections to the same machine, each with channels of its own. One that cannot be had is asked for once and
/// done without.
struct MoreConnections {
  std::vector<transport::Host*> hosts = {};
  std::function<void(const Error&)> refused = {};  ///< told why, in the calling thread
};

/// A file beside the tree that tells of it, such as a card of its licence; written when the tree is whole, and only
/// where it differs from the one there.
struct Beside {
  std::string suffix = {};  ///< of its name, after the tree's; empty: none
  std::function<std::string(const Manifest&)> text = {};
};

struct UploadOptions {
  ScanOptions scan = {};
  Proof proof = Proof::full;
  Compare compare = Compare::size_and_time;
  Extra extra = Extra::keep;
  /// With Extra::remove: told what is only on the other side, before anything is changed; throws to forbid it.
  std::function<void(const std::vector<std::string>& paths)> removes = {};
  bool dry_run = false;
  int channels = 0;  ///< of each connection; 0: found by itself
  MoreConnections connections = {};
  std::uint32_t folder_mode = 0750;
  std::uint32_t mode_mask = 07777;     ///< permission bits that files and folders may keep
  std::uint64_t bytes_per_second = 0;  ///< 0: as fast as it goes
  /// SQLite file of acknowledged pieces, and beside it who writes which tree. Empty: partial files start anew, and two
  /// uploads to one tree at the same time spoil each other.
  std::filesystem::path journal = {};
  std::string name = {};  ///< in the manifest; empty: the folder's
  Beside beside = {};     ///< upload() only
  Approve approve = {};
};

struct UploadResult {
  Manifest manifest = {};  ///< of the tree as it is now on the other side
  std::uint64_t files_sent = 0;
  std::uint64_t bytes_sent = 0;  ///< content that travelled, repeats included
  std::uint64_t files_unchanged = 0;
  std::uint64_t files_renamed = 0;           ///< were there under another name, and were copied or renamed there
  std::uint64_t files_removed = 0;           ///< by Extra::remove
  std::vector<std::string> skipped = {};     ///< symlinks that would have left the tree (download)
  std::vector<std::string> unreadable = {};  ///< there; not fetched
  bool proved = false;
};

/// Makes `remote` (a folder on the host, absolute) hold the tree at `local`. Files arrive under
/// name.aifactory-part and are renamed when whole; the manifest is written to `remote` + ".manifest" at the end. What
/// the remote manifest proves unchanged (size, time, hash) is not sent again; what is there without a manifest is
/// proved by hash instead of being sent; so is what the manifest has under another name (same size and time). May take
/// long; interruptible between requests; run again, it goes on. Errors: no_input, bad_input (local), not_permitted, io
/// (remote; disk full), try_again (connection; another process of this user here writes the same tree).
UploadResult upload(transport::Host& host, const std::filesystem::path& local, const std::string& remote,
                    const UploadOptions& options, Observer& observer);

struct DownloadOptions {
  Proof proof = Proof::full;
  Compare compare = Compare::size_and_time;
  bool dry_run = false;
  int channels = 0;
  MoreConnections connections = {};
  std::uint64_t bytes_per_second = 0;
  std::filesystem::path journal = {};
  /// What is wanted of the tree; folders that are not are not entered, and those with nothing wanted are not made.
  /// Empty: all.
  std::function<bool(const Entry&)> wanted = {};
  /// What the user may not read there is left out and named in the result; else it is an error. Trees without manifest.
  bool passes_over_unreadable = false;
  /// Told the files here that would be replaced by different ones, before anything is written; throws to forbid it.
  std::function<void(const std::vector<std::string>& paths)> replaces = {};
  Approve approve = {};  ///< here, the other side is this machine
};
/// Makes the local folder hold the remote tree. Names from the other side are checked before anything is written;
/// symlinks that leave the tree are skipped and named.
UploadResult download(transport::Host& host, const std::string& remote, const std::filesystem::path& local,
                      const DownloadOptions& options, Observer& observer);

/// Compares the remote tree with a manifest by one sha256 command there, or by reading it back where the host has no
/// shell. Each problem names a path. Errors: no_input when there is no such folder.
struct Difference {
  enum class Kind { missing, changed, extra } kind;
  std::string path;
};
std::vector<Difference> verify(transport::Host& host, const std::string& remote, const Manifest& manifest);

/// Removes a remote folder with everything in it, without following symlinks; nothing happens when there is none.
/// Errors: not_permitted, io.
void remove_tree(transport::Host& host, const std::string& remote);

/// Reads the manifest beside a remote tree; empty when there is none.
std::optional<Manifest> remote_manifest(transport::Host& host, const std::string& remote);
/// Puts a manifest there, in the place of the one before.
void put_manifest(transport::Host& host, const std::string& remote, const Manifest& manifest, std::uint32_t mode);

}  // namespace aifactory::transfer
