// SPDX-License-Identifier: Apache-2.0
#include "transfer/description.hpp"

#include "transfer/path.hpp"
#include "transfer/remote_manifest.hpp"
#include "transfer/remote_reader.hpp"

namespace aifactory::transfer {

Description::Description(Lanes& lanes, const std::string& remote, const UploadOptions& options)
    : lanes_(lanes),
      beside_(options.beside),
      path_(remote + beside_.suffix),
      manifest_(lanes, manifest_path(remote), options.mode_mask & 0640),
      card_(lanes, path_, options.mode_mask & 0640) {}

void Description::fetch() {
  if (beside_.suffix.empty()) return;
  fetched_ = false;
  RemoteReader::start(
      lanes_.first(), path_,
      [this](std::span<const std::byte> bytes) {
        there_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      },
      [this](transport::Reply&) { fetched_ = true; });
}

void Description::wait_fetched() {
  while (!fetched_)
    lanes_.turn({}, std::chrono::milliseconds(1000));
}

void Description::write(const Manifest& manifest, bool as_it_was) {
  written_ = true;
  for (auto* const file : {&manifest_, &card_})
    if (file->closed()) file->discard();
  if (!as_it_was) put_manifest(manifest_, manifest);
  if (beside_.suffix.empty()) return;
  const auto text = beside_.text(manifest);
  if (text == there_) return;
  card_.add(text);
  card_.close();
}

void Description::settle() {
  manifest_.settle();
  card_.settle();
}

void Description::place() {
  for (auto* const file : {&manifest_, &card_})
    if (file->closed()) file->place();
}

}  // namespace aifactory::transfer
