// SPDX-License-Identifier: Apache-2.0
#include "dataset/streams.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/http.hpp"

#include "dataset/admission.hpp"
#include "dataset/folder_visit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::dataset {
namespace {

namespace http = transport::http;

/// Named from a folder; whoever has so many in the wrong place need not be told of more.
constexpr std::size_t others_at_most = 1000;

/// What is left of a regular file behind a descriptor.
std::optional<std::uint64_t> size_behind(int descriptor) {
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  const auto at = ::lseek(descriptor, 0, SEEK_CUR);
  return at < 0 || at > facts.st_size ? std::nullopt : std::optional(static_cast<std::uint64_t>(facts.st_size - at));
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

std::set<std::string> damaged_in(const Destination& to) {
  const auto manifest = transfer::remote_manifest(to.host, to.path);
  if (!manifest) return {};
  std::set<std::string> damaged;
  for (const auto& difference : transfer::verify(to.host, to.path, *manifest))
    if (difference.kind != transfer::Difference::Kind::extra) damaged.insert(difference.path);
  return damaged;
}

std::vector<std::string> others_in(transport::Host& host, const std::string& folder,
                                   const transfer::Manifest& manifest) {
  const auto files = host.open_files();
  std::vector<std::string> others;
  const auto is_other = [&](const std::string& name) {
    return name != "." && name != ".." && !name.ends_with(transfer::part_suffix) &&
           std::ranges::find(manifest.entries, name, &transfer::Entry::path) == manifest.entries.end();
  };
  visit_folder(*files, folder, [&](const transport::DirectoryEntry& entry) {
    if (is_other(entry.name)) others.push_back(entry.name);
    return others.size() < others_at_most;
  });
  std::ranges::sort(others);
  return others;
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
  const bool believed = to.options.compare == transfer::Compare::size_and_time || damaged_in(to).empty();
  if (auto unchanged = believed ? transfer::stream_already_there(to.host, to.path, stream, to.options) : std::nullopt) {
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
