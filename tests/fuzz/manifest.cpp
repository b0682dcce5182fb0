// SPDX-License-Identifier: Apache-2.0
// The manifest beside a dataset, which anybody with access to the folder may have written: it is read or refused with
// an Error, however it is cut into pieces; no path leaves the tree or stands there twice; what was read is written and
// read again the same.
#include "aifactory/base/error.hpp"
#include "aifactory/transfer/tree.hpp"

#include "transfer/manifest_reader.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace aifactory;
using namespace aifactory::transfer;

Manifest read_in_pieces(std::string_view text, std::size_t size) {
  Manifest manifest;
  ManifestReader reader([&](Entry&& entry) { manifest.entries.push_back(std::move(entry)); });
  for (std::size_t at = 0; at < text.size(); at += size)
    reader.feed(text.substr(at, size));
  reader.finish();
  manifest.name = reader.head()->name;
  manifest.made = reader.head()->made;
  manifest.whole = reader.head()->whole;
  return manifest;
}

void require_sane(const Manifest& manifest) {
  std::string_view last;
  for (const auto& entry : manifest.entries) {
    if (!is_safe_relative_path(entry.path) || entry.path <= last || entry.mode > 07777) std::abort();
    last = entry.path;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  try {
    const auto manifest = read_in_pieces(text, data[0] + std::size_t{1});
    require_sane(manifest);
    const auto again = write_manifest(read_manifest(write_manifest(manifest)));
    if (again != write_manifest(manifest) || again != write_manifest(read_manifest(text))) std::abort();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input) std::abort();
  }
  return 0;
}
