// SPDX-License-Identifier: Apache-2.0
#include "transfer/remote_manifest.hpp"

#include "transfer/manifest_writer.hpp"
#include "transfer/path.hpp"
#include "transfer/remote_reader.hpp"

namespace aifactory::transfer {
namespace {

constexpr std::chrono::milliseconds patience{1000};
constexpr std::size_t writes_in_flight = 16;

using transport::FileStatus;
using transport::Reply;
namespace request = transport::request;

/// Text that is collected and written in blocks of the server's size.
class BlockWriter {
 public:
  BlockWriter(Lanes& lanes, std::string handle, std::string path)
      : lanes_(lanes), handle_(std::move(handle)), path_(std::move(path)) {}

  void add(const std::string& text) {
    block_ += text;
    const std::size_t size = lanes_.first().files().limits().write_size;
    while (block_.size() >= size)
      write(size);
  }
  void finish() {
    const std::size_t size = lanes_.first().files().limits().write_size;
    while (!block_.empty())
      write(std::min(block_.size(), size));
  }

 private:
  void write(std::size_t size) {
    while (lanes_.first().files().in_flight() >= writes_in_flight)
      lanes_.turn({}, patience);
    const auto bytes = std::as_bytes(std::span(block_)).first(size);
    lanes_.first().submit(request::Write{.handle = handle_, .offset = at_, .bytes = bytes},
                          [path = path_](Reply& reply) { require_ok(reply, "write " + path); });
    at_ += size;
    block_.erase(0, size);
  }

  Lanes& lanes_;
  std::string handle_;
  std::string path_;
  std::string block_;
  std::uint64_t at_ = 0;
};

/// One request, waited for.
Reply ask(Lanes& lanes, const transport::Request& request) {
  std::optional<Reply> answer;
  lanes.first().submit(request, [&](Reply& reply) { answer = std::move(reply); });
  while (!answer)
    lanes.turn({}, patience);
  return std::move(*answer);
}

}  // namespace

std::string manifest_path(const std::string& remote) {
  return without_slashes(remote) + ".manifest";
}

ManifestFetch::ManifestFetch(Lanes& lanes, const std::string& remote, ManifestReader::Use use)
    : path_(manifest_path(remote)), reader_(std::move(use)) {
  RemoteReader::start(
      lanes.first(), path_, [this](std::span<const std::byte> bytes) { take(bytes); },
      [this](Reply& ending) { ended(ending); });
}

void ManifestFetch::take(std::span<const std::byte> bytes) {
  if (broken_) return;
  try {
    reader_.feed({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  } catch (const Error& error) {
    note_broken(error);
  }
}

void ManifestFetch::note_broken(const Error& error) {
  if (error.kind() != ErrorKind::bad_input) throw error;
  auto failure = error.failure();
  failure.where = path_;
  broken_.emplace(failure);
}

void ManifestFetch::ended(Reply& ending) {
  done_ = true;
  if (ending.status == FileStatus::no_such_file) return;
  if (ending.status != FileStatus::end_of_file) require_ok(ending, "read " + path_);
  if (broken_) return;
  try {
    reader_.finish();
    head_ = reader_.head();
  } catch (const Error& error) {
    note_broken(error);
  }
}

void ManifestFetch::wait(Lanes& lanes) {
  while (!done_)
    lanes.turn({}, patience);
  if (broken_) throw Error(*broken_);
}

void store_manifest(Lanes& lanes, const std::string& remote, const Manifest& manifest, std::uint32_t mode) {
  const auto path = manifest_path(remote);
  const auto part = path + std::string(part_suffix);
  const auto opened =
      ask(lanes, request::Open{.path = part, .access = request::Access::write, .create = request::Create::truncate});
  require_ok(opened, "create " + part);
  BlockWriter writer(lanes, opened.text, part);
  writer.add(manifest_head_line(manifest));
  for (const auto& entry : manifest.entries)
    writer.add(manifest_line(entry));
  writer.finish();
  const auto check = [&](Reply& reply) { require_ok(reply, "write " + part); };
  lanes.first().submit(request::SetHandleAttributes{.handle = opened.text, .attributes = {.mode = mode}}, check);
  lanes.first().submit(request::Close{.handle = opened.text}, check);
  lanes.drain();
  auto renamed = ask(lanes, request::Rename{.from = part, .to = path});
  if (renamed.status == FileStatus::failure) {
    ask(lanes, request::Remove{.path = path});
    renamed = ask(lanes, request::Rename{.from = part, .to = path});
  }
  require_ok(renamed, "name " + path);
}

}  // namespace aifactory::transfer
