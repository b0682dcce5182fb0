// SPDX-License-Identifier: Apache-2.0
#include "transfer/receiver.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transfer/path.hpp"
#include "transfer/piece_map.hpp"
#include "transfer/windows.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::transfer {

using transport::FileStatus;
using transport::Reply;
namespace request = transport::request;

namespace {

/// What is zero need not be written into a fresh file: holes stay holes.
bool is_zero(std::span<const std::byte> bytes) {
  return bytes.empty() ||
         (bytes[0] == std::byte{0} && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace

struct Receiver::File {
  std::uint32_t index = 0;
  std::shared_ptr<UniqueFd> fd = std::make_shared<UniqueFd>();
  std::filesystem::path path;
  std::filesystem::path part;
  PieceMap pieces;
  bool fresh = false;          ///< all zeros but for what was stored
  std::optional<Sha256> hash;  ///< of a small file that comes in order
  std::uint64_t hashed = 0;
  bool in_pieces() const { return pieces.several(); }
};

struct Receiver::Piece {
  FilePtr file;
  std::uint32_t number = 0;
  std::uint64_t at = 0;  ///< up to where bytes were asked for
  std::uint64_t end = 0;
  std::string handle = {};
  std::size_t unanswered = 0;
};

void Receiver::feed(Lane& lane) {
  if (!lane.proven) return;
  auto& reading = reading_[&lane];
  while (!reading.empty() && has_room(lane) && parts_.pace.allows(Pace::Clock::now())) {
    const auto piece = reading.front();
    const auto size = std::min<std::uint64_t>(piece->end - piece->at, lane.files().limits().read_size);
    lane.bytes_to_come -= size;
    ask(lane, piece, piece->at, static_cast<std::uint32_t>(size));
    piece->at += size;
    if (piece->at == piece->end) reading.pop_front();
  }
  while (may_begin_piece(lane)) {
    const auto piece = next_piece();
    if (!piece) return;
    begin(lane, piece);
  }
}

Receiver::PiecePtr Receiver::next_piece() {
  const auto next = queue_.next([this](std::uint32_t index) { return begin_file(index); });
  if (!next) return nullptr;
  const auto& [file, number] = *next;
  return std::make_shared<Piece>(
      Piece{.file = file, .number = number, .at = file->pieces.start_of(number), .end = file->pieces.end_of(number)});
}

Receiver::FilePtr Receiver::begin_file(std::uint32_t index) {
  const auto& entry = parts_.entries[index];
  auto file = std::make_shared<File>();
  file->index = index;
  file->path = parts_.local / entry.path;
  file->part = part_path(file->path.string());
  file->pieces = PieceMap(entry.size);
  if (file->in_pieces()) skip_acknowledged(*file);
  if (entry.size <= hashed_inline) file->hash.emplace();
  return file;
}

void Receiver::skip_acknowledged(File& file) {
  const auto& entry = parts_.entries[file.index];
  struct stat info {};
  if (lstat(file.part.c_str(), &info) != 0 || static_cast<std::uint64_t>(info.st_size) != entry.size)
    return parts_.journal.forget(entry);
  const auto pieces = parts_.journal.acknowledged(entry);
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
    if (!pieces[i]) continue;
    file.pieces.skip(i);
    parts_.tally.done(piece_size(entry.size));
  }
}

/// The file here is opened with its first bytes, so that no more are open than are being filled.
void Receiver::store(File& file, std::uint64_t offset, std::span<const std::byte> bytes) const {
  const auto& entry = parts_.entries[file.index];
  const auto refuse = [&] { throw system_error("cannot write " + printable(file.part.string()), errno); };
  if (!*file.fd) {
    struct stat before {};
    file.fresh = !file.in_pieces() || lstat(file.part.c_str(), &before) != 0;
    const int anew = file.fresh ? O_TRUNC : 0;
    file.fd->reset(open(file.part.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | anew, 0600));
    if (!*file.fd || ftruncate(file.fd->get(), static_cast<off_t>(entry.size)) != 0) refuse();
    if (file.in_pieces()) parts_.hasher.add(file.index, {.open = file.fd}, entry.size, file.pieces.whole_bytes());
  }
  if (file.hash && offset != file.hashed) file.hash.reset();
  if (file.hash) file.hash->update(bytes);
  file.hashed += bytes.size();
  if (file.fresh && file.in_pieces() && is_zero(bytes)) return;
  while (!bytes.empty()) {
    const auto written = pwrite(file.fd->get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse();
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

void Receiver::begin(Lane& lane, const PiecePtr& piece) {
  ++lane.pieces;
  lane.bytes_to_come += piece->end - piece->at;
  const auto path = join_path(parts_.remote, parts_.entries[piece->file->index].path);
  lane.submit(request::Open{.path = path}, [this, &lane, piece, path](Reply& reply) {
    require_ok(reply, "read " + path);
    piece->handle = reply.text;
    if (piece->at < piece->end) return reading_[&lane].push_back(piece);
    store(*piece->file, 0, {});
    piece_done(lane, piece);
  });
}

void Receiver::ask(Lane& lane, const PiecePtr& piece, std::uint64_t offset, std::uint32_t size) {
  ++piece->unanswered;
  lane.bytes_under_way += size;
  parts_.pace.spend(size);
  lane.submit(request::Read{.handle = piece->handle, .offset = offset, .size = size},
              [this, &lane, piece, offset, size](Reply& reply) {
                lane.bytes_under_way -= size;
                const auto got = static_cast<std::uint32_t>(std::min<std::size_t>(reply.data.size(), size));
                if (reply.status == FileStatus::ok && got > 0 && got < size)
                  ask(lane, piece, offset + got, size - got);  // servers may give less than asked
                arrived(lane, piece, offset, reply);
              });
}

void Receiver::arrived(Lane& lane, const PiecePtr& piece, std::uint64_t offset, Reply& reply) {
  const auto& path = parts_.entries[piece->file->index].path;
  if (reply.status == FileStatus::end_of_file || (reply.status == FileStatus::ok && reply.data.empty()))
    throw Error{{.kind = ErrorKind::try_again,
                 .what = "the file became shorter while it was fetched: " + printable(path),
                 .why = "something writes to it on the host",
                 .hint = "run the same command again when it is at rest"}};
  require_ok(reply, "read " + path);
  store(*piece->file, offset, reply.data);
  parts_.tally.bytes(reply.data.size());
  if (--piece->unanswered == 0 && piece->at == piece->end) piece_done(lane, piece);
}

void Receiver::piece_done(Lane& lane, const PiecePtr& piece) {
  auto& file = *piece->file;
  const auto& entry = parts_.entries[file.index];
  --lane.pieces;
  lane.submit(request::Close{.handle = piece->handle}, [](Reply&) {});
  file.pieces.finish(piece->number);
  if (file.in_pieces()) {
    parts_.hasher.allow(file.index, file.pieces.whole_bytes());
    parts_.journal.acknowledge(entry, piece->number);
  }
  if (file.pieces.all_done()) whole(piece->file);
}

void Receiver::whole(const FilePtr& file) {
  const auto& entry = parts_.entries[file->index];
  const auto seconds = std::chrono::floor<std::chrono::seconds>(std::chrono::nanoseconds(entry.modified_ns));
  const timespec moment{.tv_sec = seconds.count(), .tv_nsec = entry.modified_ns - seconds.count() * 1'000'000'000};
  const timespec times[2] = {moment, moment};
  const int fd = file->fd->get();
  if (futimens(fd, times) != 0 || fchmod(fd, (entry.mode & 0777) | 0400) != 0 ||
      ::rename(file->part.c_str(), file->path.c_str()) != 0)
    throw system_error("cannot finish " + printable(file->path.string()), errno);
  std::optional<ContentHash> hash;
  if (file->in_pieces())
    parts_.journal.forget(entry);
  else if (file->hash)
    hash = ContentHash::from_hex(file->hash->hex());
  else
    parts_.hasher.add(file->index, {.path = file->path}, entry.size, entry.size);
  file->fd = std::make_shared<UniqueFd>();
  queue_.close();
  parts_.tally.file();
  placed_(file->index, hash);
}

}  // namespace aifactory::transfer
