// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transfer/sole_writer.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transfer/path.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::transfer {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& tree, const fs::path& mark) {
  const auto number = std::string(trim(read_file_if_any(mark).value_or("")));
  const bool known = !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
  throw Error{{.kind = ErrorKind::try_again,
               .what = "another aifactory is writing to " + printable(tree),
               .why = known ? fmt::format("it is process {} on this machine", number) : "it runs on this machine",
               .hint = "let it end, then type the same again"}};
}

/// The one before removes its mark at its end: what was opened may have lost its name meanwhile.
bool is_still_at(const UniqueFd& file, const fs::path& path) {
  struct stat opened = {}, named = {};
  return ::fstat(file.get(), &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

}  // namespace

SoleWriter::SoleWriter(const fs::path& journal, const std::string& tree) {
  if (journal.empty()) return;
  auto folder = journal;
  folder += ".in-use";
  make_private_directory(folder);
  const auto mark = folder / sha256_hex(tree);
  do {
    lock_.reset(::open(mark.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock_) throw system_error("cannot create " + mark.string(), errno, ErrorKind::cannot_create);
    // Where a file system has no locks, nobody is kept away.
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) refuse(tree, mark);
  } while (!is_still_at(lock_, mark));
  mark_ = mark;
  const auto number = fmt::format("{}\n", ::getpid());
  if (::ftruncate(lock_.get(), 0) != 0 || ::write(lock_.get(), number.data(), number.size()) < 0)
    return;  // only the number is missing in what others are told
}

SoleWriter::SoleWriter(const fs::path& journal, const transport::Host& host, const std::string& folder)
    : SoleWriter(journal, host.name() + ':' + without_slashes(folder)) {}

SoleWriter::~SoleWriter() {
  if (!mark_.empty()) ::unlink(mark_.c_str());
}

}  // namespace aifactory::transfer
