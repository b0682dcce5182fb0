// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"
#include "aifactory/transport/file_channel.hpp"

#include "transfer/indexes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::transfer {

/// A file that is there under another name.
struct Renamed {
  std::uint32_t index = 0;
  std::string from = {};  ///< its path there
  bool taken = false;     ///< nobody wants the old name: the file is moved, else copied
};

/// Another version of a file is there.
struct OtherVersion {
  std::uint32_t index = 0;
  std::uint64_t size = 0;  ///< there
};

/// A folder there that its owner may not write.
struct Locked {
  std::string path = {};
  std::uint32_t mode = 0;
};

/// What has to be done so that the other side holds the tree.
struct Work {
  std::vector<Locked> locked;          ///< to be made writable first; those of the tree get their mode at the end
  Indexes folders;                     ///< to be made; parents come first
  Indexes in_the_way;                  ///< where something of another kind has to go first
  Indexes send;                        ///< files whose content has to travel
  std::vector<OtherVersion> older;     ///< of them
  std::vector<Renamed> renamed;        ///< not among those to be sent; not proved yet
  Indexes check;                       ///< files of the right size whose content is not proved
  Indexes attributes;                  ///< files and folders with only a mode or time to be set
  Indexes links;                       ///< to be made
  Indexes same_links;                  ///< symlinks on both sides: equal if their targets are
  std::uint64_t unchanged = 0;         ///< files
  std::uint64_t made = 0;              ///< files, folders and links that were not there
  std::uint32_t folder_bits = 0;       ///< that folders inherit there and must keep
  std::vector<std::string> extra;      ///< on the other side only; children come before their folder
  std::vector<std::string> leftovers;  ///< unfinished transfers that belong to nothing wanted
  bool nothing_to_do() const;
};

/// Is this such a folder?
std::optional<Locked> locked_folder(const std::string& path, const transport::FileAttributes& attributes);

/// Compares the tree that is wanted with what the other side holds and with what was proved there before. Pure: it is
/// told facts in any order, also more than once, then decides. Lean, for trees of millions of files.
class Plan {
 public:
  struct Rules {
    Compare compare = Compare::size_and_time;
    Proof proof = Proof::full;
    Extra extra = Extra::keep;
  };
  Plan(std::vector<Entry>& wanted, Rules rules);

  /// An entry of the manifest of an earlier transfer.
  void proved_before(const Entry& entry);

  /// The manifest is broken: nothing of it is believed.
  void disbelieve();

  /// Something the other side holds. True for a folder that is worth looking into.
  bool seen(const std::string& path, const transport::FileAttributes& attributes);

  Work decide();

 private:
  struct Other {
    std::uint64_t size = 0;
    std::uint32_t modified = 0;
    std::uint32_t mode = 0;
    enum class Kind : std::uint8_t { none, file, directory, symlink, special } kind = Kind::none;
    bool proved = false;
  };
  /// A file there whose content is known.
  struct Source {
    std::uint64_t size;
    std::int64_t modified_ns;
    std::string path;
    bool taken;
  };
  std::vector<Source> sources_for(const Indexes& wanted);
  static Other::Kind kind_of(const transport::FileAttributes& attributes);
  Entry* find(std::string_view path);
  Other& other(const Entry& entry) { return others_[static_cast<std::size_t>(&entry - wanted_.data())]; }
  void decide_file(std::uint32_t index, Work& work);
  void decide_folder(std::uint32_t index, Work& work);
  void decide_link(std::uint32_t index, Work& work);
  void touch_parent(std::string_view path);
  Entry* entry_of_part(std::string_view part);
  bool is_leftover(std::string_view part);
  void unlock_folders(Work& work);
  bool is_other_kind(const Entry& entry);
  void find_renamed(Work& work);
  void sort_out_foreign(Work& work);

  std::vector<Entry>& wanted_;
  Rules rules_;
  std::vector<Other> others_;
  std::vector<Locked> locked_;
  std::vector<bool> touched_;  ///< folders whose time will move because something in them changes
  std::vector<std::string> foreign_;
  std::vector<Source> former_;  ///< proved before, and not so any more
};

/// Whole seconds, as SFTP 3 keeps them.
std::uint32_t seconds_of(std::int64_t nanoseconds);

}  // namespace aifactory::transfer
