// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/sole_writer.hpp"
#include "aifactory/transfer/stream.hpp"

#include "transfer/chunk_proof.hpp"
#include "transfer/chunk_reader.hpp"
#include "transfer/full_disk.hpp"
#include "transfer/path.hpp"
#include "transfer/remote_changes.hpp"
#include "transfer/remote_manifest.hpp"
#include "transfer/stream_journal.hpp"
#include "transfer/stream_proof.hpp"
#include "transfer/stream_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace aifactory::transfer {
namespace {

using std::chrono::milliseconds;
using transport::FileStatus;
using transport::Reply;
namespace request = transport::request;

constexpr int stream_channels = 7;
/// Chunks in memory: enough for all channels at a tenth of a second of delay.
constexpr std::size_t chunks_at_once = 16;

class StreamUpload {
 public:
  StreamUpload(transport::Host& host, const Stream& stream, const std::string& remote, const UploadOptions& options,
               Observer& observer)
      : host_(host),
        stream_(stream),
        options_(options),
        observer_(observer),
        remote_(without_slashes(remote)),
        part_name_(part_path(stream.file)),
        part_(join_path(remote_, part_name_)),
        lanes_(host, options.channels > 0 ? options.channels : stream_channels, options.connections),
        journal_(options.journal, journal_target(host, remote_, stream.file)),
        pace_(options.bytes_per_second),
        reader_(stream.descriptor, stream.offset),
        sender_(part_, pace_,
                {.written = [this](std::uint64_t bytes) { moved(bytes); },
                 .acknowledged = [this](const Chunk& chunk) { acknowledged(chunk); }}),
        proof_(host, remote_, part_name_),
        prefix_(stream.offset / chunk_size) {}

  UploadResult run() {
    observer_.planned(1, stream_.size.value_or(0));
    const auto part = ask(request::Stat{.path = part_});
    approve(part);
    prepare(part);
    observer_.phase("sending");
    observer_.moved(0, done_);
    move();
    settle();
    observer_.phase("proving");
    prove();
    put_in_place();
    return result();
  }

 private:
  void approve(const Reply& part) const {
    if (!options_.approve || !stream_.size) return;
    const bool begun = part.status == FileStatus::ok;
    const auto there = begun ? part.attributes.size.value_or(0) : 0;
    options_.approve(begun ? 0 : 1, *stream_.size - std::min(*stream_.size, there));
  }

  void prepare(const Reply& part) {
    if (part.status == FileStatus::no_such_file) {
      if (ask(request::Stat{.path = remote_}).status == FileStatus::no_such_file)
        make_root(lanes_, remote_, options_.folder_mode);
      if (stream_.offset > 0) went_away();
      journal_.forget();
    }
    journal_.begin(stream_.source);
    known_ = journal_.chunks();
    done_ = stream_.offset;
  }

  [[noreturn]] void went_away() const {
    throw Error{{.kind = ErrorKind::try_again,
                 .what = "what was sent before is gone: " + printable(part_),
                 .hint = "run the same command again: it starts anew"}};
  }

  Reply ask(const transport::Request& request) {
    Reply answer;
    lanes_.first().submit(request, [&](Reply& reply) { answer = std::move(reply); });
    lanes_.drain();
    return answer;
  }

  void move() {
    while (true) {
      take_in();
      proof_.serve();
      for (const auto& lane : lanes_.all())
        sender_.feed(*lane);
      if (sender_.open_chunks() > 1) lanes_.grow();
      journal_.keep(StreamJournal::Clock::now());
      observer_.moved(0, done_);
      if (reader_.at_end() && sender_.open_chunks() == 0) return;
      wait();
    }
  }

  void take_in() {
    while (!reader_.at_end() && sender_.open_chunks() < chunks_at_once) {
      auto chunk = reader_.next();
      if (!chunk) return;
      if (chunk->number < known_.size() && known_[chunk->number] == chunk->sha256) {
        moved_without_travel(chunk->bytes.size());
        acknowledged(*chunk);
      } else {
        sender_.queue(std::move(*chunk));
      }
    }
  }

  void wait() {
    const bool reads = !reader_.at_end() && sender_.open_chunks() < chunks_at_once;
    const pollfd others[] = {proof_.poll_for(),
                             reads ? reader_.poll_for() : pollfd{.fd = -1, .events = 0, .revents = 0}};
    lanes_.turn(others, milliseconds(pace_.limited() ? 50 : 1000));
  }

  void moved(std::uint64_t bytes) {
    travelled_ += bytes;
    moved_without_travel(bytes);
  }
  void moved_without_travel(std::uint64_t bytes) { done_ += bytes; }

  void acknowledged(const Chunk& chunk) {
    journal_.acknowledge(chunk.number, chunk.sha256);
    beyond_.insert(chunk.number);
    while (beyond_.erase(prefix_) > 0)
      ++prefix_;
    if (options_.proof != Proof::none) proof_.advance(std::min(prefix_ * chunk_size, reader_.position()));
  }

  /// All bytes are there: nothing longer of an earlier attempt stays behind them.
  void settle() {
    if (stream_.ended) stream_.ended();
    const std::uint64_t size = reader_.position();
    if (size == 0) {
      ask(request::RemoveDirectory{.path = remote_});  // fails, and may, when it holds something
      throw Error{{.kind = ErrorKind::bad_input,
                   .what = "nothing came: the data are empty",
                   .hint = "check the command that makes them"}};
    }
    if (stream_.size && *stream_.size != size)
      throw Error{{.kind = ErrorKind::bad_input,
                   .what = fmt::format("{} bytes came, not {}", size, *stream_.size),
                   .hint = "the source was changed while it was read: run the same command again"}};
    sender_.close(lanes_);
    if (stream_.offset == 0) here_ = ContentHash::from_hex(reader_.sha256());
    if (here_ && !stream_.sha256.empty() && here_->hex() != stream_.sha256) wrong_content();
    require_ok(ask(request::SetAttributes{.path = part_, .attributes = {.size = size, .mode = mode() | 0200}}),
               "finish " + part_);
  }

  std::uint32_t mode() const { return 0640 & options_.mode_mask; }

  [[noreturn]] void wrong_content() {
    journal_.forget();
    ask(request::Remove{.path = part_});
    ask(request::RemoveDirectory{.path = remote_});
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "the data are not those that the given SHA-256 names",
                 .why = fmt::format("given {}\nfound {}", stream_.sha256, here_ ? here_->hex() : there_->hex()),
                 .hint = "nothing was kept on the site; check the checksum and the source"}};
  }

  void prove() {
    if (options_.proof == Proof::none && here_) return;
    there_ = proof_.wait(lanes_, reader_.position());
    judge();
  }

  void judge() {
    if (!there_)
      throw Error{{.kind = ErrorKind::io,
                   .what = "cannot read back what was sent: " + printable(part_),
                   .hint = "run the same command again"}};
    if (here_ && *here_ != *there_) damaged();
    if (here_) return;
    if (!stream_.sha256.empty()) {
      if (there_->hex() != stream_.sha256) wrong_content();
    } else if (!chunks_are(host_, part_, journal_.chunks())) {
      damaged();
    }
  }

  [[noreturn]] void damaged() {
    journal_.forget();
    throw Error{{.kind = ErrorKind::io,
                 .what = "the file arrived damaged: " + printable(part_),
                 .why = "its SHA-256 on the host is not that of what was sent",
                 .hint = "run the same command again: it sends all of it anew"}};
  }

  void put_in_place() {
    const auto path = join_path(remote_, stream_.file);
    entry_ = {.path = stream_.file,
              .size = reader_.position(),
              .modified_ns = std::int64_t{now().time_since_epoch().count()} * 1'000'000'000,
              .hash = here_ ? *here_ : *there_,
              .mode = mode()};
    const transport::FileAttributes times{.mode = mode(), .modified = seconds_of(entry_.modified_ns)};
    require_ok(ask(request::SetAttributes{.path = part_, .attributes = times}), "finish " + part_);
    rename_over(lanes_.first(), part_, path, [&](Reply& named) { require_ok(named, "name " + path); });
    lanes_.drain();
  }

  UploadResult result() {
    UploadResult result;
    result.manifest = {.name = options_.name.empty() ? stream_.file : options_.name,
                       .made = now(),
                       .entries = {entry_},
                       .whole = stream_.last};
    auto& entries = result.manifest.entries;
    entries.insert(entries.end(), stream_.others.begin(), stream_.others.end());
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
    store_manifest(lanes_, remote_, result.manifest, options_.mode_mask & 0640);
    journal_.complete(entry_.hash.hex());
    result.files_sent = 1;
    result.bytes_sent = travelled_;
    result.proved = options_.proof != Proof::none;
    observer_.moved(1, done_);
    return result;
  }

  transport::Host& host_;
  const Stream& stream_;
  const UploadOptions& options_;
  Observer& observer_;
  std::string remote_, part_name_, part_;
  Lanes lanes_;
  StreamJournal journal_;
  Pace pace_;
  ChunkReader reader_;
  ChunkSender sender_;
  StreamProof proof_;
  std::vector<std::string> known_;  ///< hashes of chunks that the host has
  std::uint64_t prefix_;            ///< chunks from the beginning that the host has without a gap
  std::set<std::uint64_t> beyond_;
  std::uint64_t done_ = 0, travelled_ = 0;
  std::optional<ContentHash> here_, there_;
  Entry entry_;
};

}  // namespace

UploadResult upload_stream(transport::Host& host, const Stream& stream, const std::string& remote,
                           const UploadOptions& options, Observer& observer) {
  require_file_name(stream.file);
  const SoleWriter alone(options.journal, host, remote);
  try {
    return StreamUpload(host, stream, remote, options, observer).run();
  } catch (const Error& error) {
    throw_if_full(error, host, without_slashes(remote));
    throw;
  }
}

}  // namespace aifactory::transfer
