// SPDX-License-Identifier: Apache-2.0
#include "dataset/streams.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/http.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::dataset {
namespace {

namespace http = transport::http;

/// What is left of a regular file behind a descriptor.
std::optional<std::uint64_t> size_behind(int descriptor) {
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  const auto at = ::lseek(descriptor, 0, SEEK_CUR);
  return at < 0 || at > facts.st_size ? std::nullopt : std::optional(static_cast<std::uint64_t>(facts.st_size - at));
}

/// Encryption proves the server; without it only a checksum proves the data.
void require_trust(const config::Dataset& dataset) {
  if (dataset.url.starts_with("https://") || !dataset.sha256.empty()) return;
  throw Error{{.kind = ErrorKind::not_permitted,
               .what = "not encrypted, and without a checksum: " + http::shown(dataset.url),
               .why = "anybody on the way could change the data",
               .hint = "use the https address, or give the checksum: --sha256, or sha256: in aifactory.yaml"}};
}

/// What a dry run can say.
transfer::UploadResult told_only(const Destination& to, const transfer::Stream& stream) {
  const auto size = stream.size.value_or(0);
  to.observer.planned(1, size);
  if (to.options.approve) to.options.approve(1, size);
  transfer::UploadResult result;
  result.files_sent = 1;
  result.bytes_sent = size;
  result.manifest.name = to.options.name;
  result.manifest.made = now();
  result.manifest.entries.push_back({.path = stream.file, .size = size});
  return result;
}

}  // namespace

std::string file_name_for(std::string_view proposed, const std::string& otherwise) {
  const std::string name(proposed.substr(proposed.find_last_of("/\\") + 1));
  const bool plain = !name.empty() && name.size() <= 200 && !name.starts_with('.') && printable(name) == name &&
                     !name.ends_with(transfer::part_suffix);
  return plain ? name : otherwise;
}

transfer::UploadResult send_descriptor(const Destination& to, const config::Dataset& dataset,
                                       const Incoming& incoming) {
  const transfer::Stream stream{.descriptor = incoming.descriptor,
                                .file = incoming.file.empty() ? dataset.name : incoming.file,
                                .size = size_behind(incoming.descriptor),
                                .sha256 = dataset.sha256};
  if (!to.options.dry_run) return transfer::upload_stream(to.host, stream, to.path, to.options, to.observer);
  if (!stream.size)
    throw Error{{.kind = ErrorKind::usage,
                 .what = "how much will come from standard input cannot be known before",
                 .hint = "leave out --dry-run, or give a file"}};
  return told_only(to, stream);
}

transfer::UploadResult send_address(const Destination& to, const config::Dataset& dataset, const Incoming& incoming) {
  require_trust(dataset);
  to.observer.phase("checking");
  const http::Facts facts = http::facts_of({.url = dataset.url, .attempts = 3});
  transfer::Stream stream{.file = incoming.file.empty() ? file_name_for(facts.name, dataset.name) : incoming.file,
                          .source = facts.validator.empty() ? "" : http::shown(dataset.url) + ' ' + facts.validator,
                          .size = facts.size,
                          .sha256 = dataset.sha256};
  if (auto unchanged = transfer::stream_already_there(to.host, to.path, stream, to.options)) {
    to.observer.planned(0, 0);
    return std::move(*unchanged);
  }
  if (to.options.dry_run) return told_only(to, stream);
  stream.offset = transfer::stream_resumable(to.host, to.path, stream, to.options);
  http::FetchPipe pipe({.url = dataset.url, .offset = stream.offset, .validator = facts.validator});
  stream.descriptor = pipe.descriptor();
  stream.ended = [&pipe] { pipe.finish(); };
  return transfer::upload_stream(to.host, stream, to.path, to.options, to.observer);
}

}  // namespace aifactory::dataset
