// SPDX-License-Identifier: Apache-2.0
#include "transfer/remote_manifest.hpp"

#include "transfer/manifest_writer.hpp"
#include "transfer/path.hpp"
#include "transfer/remote_reader.hpp"

namespace aifactory::transfer {
namespace {

using transport::FileStatus;
using transport::Reply;

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
    lanes.turn({}, turn_patience);
  if (broken_) throw Error(*broken_);
}

void put_manifest(RemoteWriter& writer, const Manifest& manifest) {
  writer.add(manifest_head_line(manifest));
  for (const auto& entry : manifest.entries)
    writer.add(manifest_line(entry));
  writer.close();
}

void store_manifest(Lanes& lanes, const std::string& remote, const Manifest& manifest, std::uint32_t mode) {
  RemoteWriter writer(lanes, manifest_path(remote), mode);
  put_manifest(writer, manifest);
  writer.settle();
  writer.place();
  writer.settle();
}

}  // namespace aifactory::transfer
