// SPDX-License-Identifier: Apache-2.0
#include "transfer/sender.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transfer/path.hpp"
#include "transfer/piece_map.hpp"
#include "transfer/plan.hpp"
#include "transfer/windows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::transfer {

using transport::Reply;
namespace request = transport::request;

struct Sender::File {
  File(std::uint32_t number, const std::filesystem::path& local) : index(number), source(local) {}
  std::uint32_t index;
  SourceFile source;
  std::string path;  ///< on the other side
  std::string part;
  PieceMap pieces;
  std::vector<std::uint64_t> good;  ///< bytes at the start of each piece that are there; empty: none
  bool has_holes = false;           ///< which need not be sent
  std::optional<Sha256> hash;
};

struct Sender::Piece {
  FilePtr file;
  std::uint32_t number = 0;
  std::uint64_t at = 0;
  std::uint64_t end = 0;
  std::string handle;
  std::size_t unanswered = 0;
  bool is_only() const { return !file->pieces.several(); }
};

Sender::Sender(Parts parts, Uses uses) : parts_(std::move(parts)), uses_(std::move(uses)) {}

void Sender::feed(Lane& lane) {
  if (!lane.proven) return;
  auto& writing = writing_[&lane];
  while (!writing.empty() && has_room(lane) && parts_.pace.allows(Pace::Clock::now())) {
    const auto piece = writing.front();
    write_some(lane, piece);
    if (piece->at < piece->end && !piece->file->source.changed()) continue;
    writing.pop_front();
    all_written(lane, piece);
  }
  while (may_begin_piece(lane)) {
    const auto piece = next_piece();
    if (!piece) return;
    begin(lane, piece);
  }
}

Sender::PiecePtr Sender::next_piece() {
  const auto next = queue_.next([this](std::uint32_t index) { return begin_file(index); });
  if (!next) return nullptr;
  const auto& [file, number] = *next;
  const auto good = file->good.empty() ? 0 : file->good[number];
  return std::make_shared<Piece>(Piece{.file = file,
                                       .number = number,
                                       .at = file->pieces.start_of(number) + good,
                                       .end = file->pieces.end_of(number),
                                       .handle = {}});
}

/// What the file is now is what will be sent.
Sender::FilePtr Sender::begin_file(std::uint32_t index) {
  auto& entry = parts_.entries[index];
  const auto local = parts_.local.path_of(entry);
  auto file = std::make_shared<File>(index, local);
  const auto& source = file->source;
  if (source.size() != entry.size || source.modified_ns() != entry.modified_ns) kept_.erase(index);
  entry.size = source.size();
  entry.modified_ns = source.modified_ns();
  require_possible_size(entry);
  entry.hash = {};
  file->path = join_path(parts_.remote, entry.path);
  file->part = part_path(file->path);
  file->pieces = PieceMap(entry.size);
  parts_.hasher.cancel(index);
  uses_.begun(index);
  if (entry.size <= hashed_inline)
    file->hash.emplace();
  else
    parts_.hasher.add(index, {.path = local}, entry.size, read_ahead);
  if (file->pieces.several() && written_over_.insert(index).second) file->has_holes = source.has_holes();
  skip_kept(*file);
  return file;
}

void Sender::skip_kept(File& file) {
  const auto kept = kept_.find(file.index);
  const auto& entry = parts_.entries[file.index];
  if (kept == kept_.end()) {
    if (file.pieces.several()) parts_.journal.forget(entry);
    return;
  }
  file.good = std::move(kept->second);
  kept_.erase(kept);  // once: a file that arrives damaged is sent whole
  for (std::size_t i = 0; i < file.good.size(); ++i) {
    parts_.tally.done(file.good[i]);
    if (i + 1 == file.good.size() || file.good[i] < piece_size(entry.size)) continue;
    file.pieces.skip(i);
  }
}

void Sender::begin(Lane& lane, const PiecePtr& piece) {
  ++lane.pieces;
  lane.bytes_to_come += piece->end - piece->at;
  parts_.hasher.allow(piece->file->index, piece->end + read_ahead);
  // Pieces of one file are written in any order by several lanes: none may cut off what another wrote.
  const auto create = piece->is_only() ? request::Create::truncate : request::Create::if_missing;
  lane.submit(request::Open{.path = piece->file->part, .access = request::Access::write, .create = create},
              [this, &lane, piece](Reply& reply) {
                require_ok(reply, "create " + piece->file->part);
                piece->handle = reply.text;
                writing_[&lane].push_back(piece);
              });
}

/// The file there gets its size at the end, so that what is not written is a hole there as well.
void Sender::skip_hole(Lane& lane, Piece& piece) {
  const auto skipped = piece.file->source.next_data(piece.at, piece.end) - piece.at;
  piece.at += skipped;
  lane.bytes_to_come -= skipped;
  parts_.tally.done(skipped);
}

void Sender::write_some(Lane& lane, const PiecePtr& piece) {
  if (piece->at == piece->end) return;
  if (piece->file->has_holes) skip_hole(lane, *piece);
  const auto wanted = std::min<std::uint64_t>(piece->end - piece->at, lane.files().limits().write_size);
  if (wanted == 0) return;
  if (buffer_.size() < wanted) buffer_.resize(wanted);
  const auto size = piece->file->source.read(piece->at, std::span(buffer_).first(wanted));
  if (size == 0) return;
  const auto bytes = std::span<const std::byte>(buffer_).first(size);
  if (piece->file->hash) piece->file->hash->update(bytes);
  ++piece->unanswered;
  lane.bytes_to_come -= size;
  lane.bytes_under_way += size;
  parts_.pace.spend(size);
  lane.submit(request::Write{.handle = piece->handle, .offset = piece->at, .bytes = bytes},
              [this, &lane, piece, size](Reply& reply) {
                lane.bytes_under_way -= size;
                require_ok(reply, "write " + piece->file->part);
                parts_.tally.bytes(size);
                answered(lane, piece);
              });
  piece->at += size;
}

void Sender::all_written(Lane& lane, const PiecePtr& piece) {
  lane.bytes_to_come -= piece->end - piece->at;  // left over when the file became shorter
  if (piece->is_only()) piece->file->source.close();
  const auto& entry = parts_.entries[piece->file->index];
  const auto check = [this, &lane, piece](Reply& reply) {
    require_ok(reply, "finish " + piece->file->part);
    answered(lane, piece);
  };
  piece->unanswered += piece->is_only() ? 2u : 1u;
  if (piece->is_only())
    lane.submit(
        request::SetHandleAttributes{.handle = piece->handle,
                                     .attributes = {.mode = entry.mode, .modified = seconds_of(entry.modified_ns)}},
        check);
  lane.submit(request::Close{.handle = piece->handle}, check);
  piece->handle.clear();
}

void Sender::answered(Lane& lane, const PiecePtr& piece) {
  if (--piece->unanswered > 0 || !piece->handle.empty()) return;
  --lane.pieces;
  piece_done(lane, piece);
}

void Sender::piece_done(Lane& lane, const PiecePtr& piece) {
  const auto& file = piece->file;
  file->pieces.finish(piece->number);
  if (!piece->is_only() && !file->source.changed()) advance(*file, piece->number);
  if (!file->pieces.all_done()) return;
  if (file->source.changed() || file->source.has_changed()) return send_again(file);
  whole(lane, file);
}

void Sender::advance(File& file, std::uint32_t piece) {
  const auto& entry = parts_.entries[file.index];
  parts_.journal.acknowledge(entry, piece);
  uses_.advanced(file.index, part_path(entry.path), file.pieces.whole_bytes());
}

void Sender::whole(Lane& lane, const FilePtr& file) {
  if (file->pieces.several()) {
    // Writable until it has its name: a part that nobody may write could not be gone on with after a break.
    const auto& entry = parts_.entries[file->index];
    lane.submit(
        request::SetAttributes{
            .path = file->part,
            .attributes = {.size = entry.size, .mode = entry.mode | 0200, .modified = seconds_of(entry.modified_ns)}},
        [file](Reply& reply) { require_ok(reply, "finish " + file->part); });
  }
  rename_over(lane, file->part, file->path, [this, &lane, file](Reply& reply) {
    require_ok(reply, "name " + file->path);
    renamed(lane, file);
  });
}

void Sender::renamed(Lane& lane, const FilePtr& file) {
  const auto& entry = parts_.entries[file->index];
  if (file->pieces.several()) {
    parts_.journal.forget(entry);
    if ((entry.mode & 0200) == 0)
      lane.submit(request::SetAttributes{.path = file->path, .attributes = {.mode = entry.mode}},
                  [file](Reply& reply) { require_ok(reply, "set the mode of " + file->path); });
  }
  queue_.close();
  parts_.tally.file();
  std::optional<ContentHash> hash;
  if (file->hash) hash = ContentHash::from_hex(file->hash->hex());
  uses_.placed(file->index, hash);
}

void Sender::send_again(const FilePtr& file) {
  constexpr int enough = 5;
  queue_.close();
  parts_.journal.forget(parts_.entries[file->index]);
  if (++attempts_[file->index] >= enough)
    throw Error{{.kind = ErrorKind::try_again,
                 .what = "the file changes all the time: " + printable(file->source.path().string()),
                 .why = fmt::format("it was another one after each of {} attempts to send it", enough),
                 .hint = "stop what writes it, or leave it out with --exclude"}};
  queue_.add(file->index);
}

}  // namespace aifactory::transfer
