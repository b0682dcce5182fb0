// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/dataset/dataset.hpp"
#include "aifactory/transfer/sole_writer.hpp"
#include "aifactory/transport/local.hpp"

#include "dataset/admission.hpp"
#include "dataset/card.hpp"
#include "dataset/pack/packed_upload.hpp"
#include "dataset/pack/unpack.hpp"
#include "dataset/shelf.hpp"
#include "dataset/streams.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::dataset {
namespace {

/// For the group of the project, never for everybody.
constexpr std::uint32_t folder_mode = 0750;
constexpr std::uint32_t kept_bits = 0750;

void require_name(std::string_view name) {
  if (is_dataset_name(name)) return;
  throw Error{{.kind = ErrorKind::bad_input,
               .what = "not a name for a dataset: " + printable(name),
               .why = "it may have letters, digits, '.', '_' and '-', and starts with a letter, a digit or '_'"}};
}

/// Patterns of the folder's own exclusion file.
std::vector<std::string> ignored_in(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) return {};
  const auto text = read_file_if_any(folder / ".aifactoryignore");
  return text ? split_lines(*text) : std::vector<std::string>();
}

/// Where acknowledged pieces are kept unless the caller says otherwise.
std::filesystem::path default_journal() {
  const auto state = user_directories().state;
  make_private_directory(state);
  return state / "transfers.sqlite";
}

std::string folder_of(const std::string& root) {
  return root + "/datasets";
}

Placed placed_of(const Label& label) {
  Placed placed{.name = label.name, .card = read_card(label.card), .finished = !label.head.empty()};
  if (!placed.finished) return placed;
  try {
    const auto head = transfer::read_manifest_head(label.head);
    placed.files = head.files;
    placed.bytes = head.bytes;
    placed.fingerprint = head.fingerprint;
    placed.uploaded = head.made;
    placed.finished = head.whole;
  } catch (const Error&) {
    placed.card.description = "(its manifest is broken: upload it again)";
  }
  return placed;
}

}  // namespace

Datasets::Datasets(transport::Host& host, const config::SiteProfile& site, std::string root)
    : host_(host), site_(site), root_(std::move(root)) {}

std::string Datasets::path_of(std::string_view name) const {
  require_name(name);
  return folder_of(root_) + "/" + std::string(name);
}

transfer::UploadOptions Datasets::adapted(const config::Dataset& dataset,
                                          const transfer::UploadOptions& options) const {
  transfer::UploadOptions result = options;
  result.name = dataset.name;
  result.folder_mode = folder_mode;
  result.mode_mask &= kept_bits;
  // The later ones count: those of the folder, of the project file, of the command.
  auto patterns = ignored_in(dataset.path);
  patterns.insert(patterns.end(), dataset.exclude.begin(), dataset.exclude.end());
  result.scan.exclude.insert(result.scan.exclude.begin(), patterns.begin(), patterns.end());
  if (result.journal.empty()) result.journal = default_journal();
  return result;
}

UploadReport Datasets::upload(const config::Dataset& dataset, const transfer::UploadOptions& options,
                              transfer::Observer& observer) {
  require_agreement(dataset);
  require_checksum(dataset);
  UploadReport report;
  const Card card = card_of(dataset);
  transfer::UploadOptions sending = adapted(dataset, options);
  if (!card.packed)
    sending.beside = {.suffix = std::string(Shelf::card_suffix), .text = [&](const transfer::Manifest& manifest) {
                        return write_card(dataset.name, card, manifest);
                      }};
  const std::string path = path_of(dataset.name);
  report.transfer = card.packed ? send_packed({host_, path, sending, observer}, dataset)
                                : transfer::upload(host_, dataset.path, path, sending, observer);
  if (card.packed && !options.dry_run) label(dataset.name, card, report.transfer.manifest);
  report.placed = placed(dataset.name, card, report.transfer.manifest);
  return report;
}

UploadReport Datasets::upload_stream(const config::Dataset& dataset, const Incoming& incoming,
                                     const transfer::UploadOptions& options, transfer::Observer& observer) {
  require_agreement(dataset);
  UploadReport report;
  const Card card = card_of(dataset);
  report.transfer =
      incoming.descriptor >= 0
          ? send_descriptor({host_, path_of(dataset.name), adapted(dataset, options), observer}, dataset, incoming)
          : send_address({host_, path_of(dataset.name), adapted(dataset, options), observer}, dataset, incoming);
  if (!options.dry_run) {
    label(dataset.name, card, report.transfer.manifest);
    report.beside = others_in(host_, path_of(dataset.name), report.transfer.manifest);
  }
  report.placed = placed(dataset.name, card, report.transfer.manifest);
  return report;
}

void Datasets::label(const std::string& name, const Card& card, const transfer::Manifest& manifest) {
  Shelf(host_, folder_of(root_)).put_card(name, write_card(name, card, manifest));
}

Placed Datasets::placed(const std::string& name, const Card& card, const transfer::Manifest& manifest) const {
  return {.name = name,
          .site = site_.id,
          .path = path_of(name),
          .files = manifest.files(),
          .bytes = manifest.bytes(),
          .fingerprint = manifest.fingerprint(),
          .uploaded = manifest.made,
          .card = card};
}

std::vector<Placed> Datasets::list() {
  std::vector<Placed> all;
  for (const auto& label : Shelf(host_, folder_of(root_)).labels()) {
    auto placed = placed_of(label);
    placed.site = site_.id;
    placed.path = path_of(label.name);
    all.push_back(std::move(placed));
  }
  return all;
}

Placed Datasets::show(std::string_view name) {
  auto all = list();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Placed& placed) { return placed.name == name; });
  if (found != all.end()) return std::move(*found);
  std::vector<std::string> names;
  for (const auto& placed : all)
    names.push_back(placed.name);
  throw Error{
      {.kind = ErrorKind::no_input,
       .what = fmt::format("there is no dataset '{}' on {}{}", printable(name), site_.id, did_you_mean(name, names)),
       .hint = "see what is there: aifactory dataset list"}};
}

std::vector<transfer::Difference> Datasets::verify(std::string_view name) {
  return transfer::verify(host_, path_of(name), manifest_of(name));
}

std::vector<transfer::Difference> Datasets::verify_copy(std::string_view name, const std::filesystem::path& copy) {
  const auto manifest = manifest_of(name);
  return transfer::verify(*transport::make_local_host(), std::filesystem::absolute(copy).lexically_normal().string(),
                          manifest);
}

transfer::Manifest Datasets::manifest_of(std::string_view name) {
  auto manifest = transfer::remote_manifest(host_, path_of(name));
  if (manifest && manifest->whole) return std::move(*manifest);
  require_finished(name);
  throw Error{{.kind = ErrorKind::try_again,
               .what = fmt::format("dataset {} was changed while it was looked at", printable(name)),
               .hint = "run the same command again"}};
}

/// Or says what is there instead.
void Datasets::require_finished(std::string_view name) {
  if (show(name).finished) return;
  throw Error{{.kind = ErrorKind::no_input,
               .what = fmt::format("the upload of dataset {} to {} was never finished", printable(name), site_.id),
               .hint = fmt::format("finish it: aifactory dataset upload {}", printable(name))}};
}

void Datasets::remove(std::string_view name) {
  show(name);
  require_name(name);
  const transfer::SoleWriter alone(default_journal(), host_, path_of(name));
  Shelf(host_, folder_of(root_)).remove(std::string(name));
}

Placed Datasets::unpack(std::string_view name, const transfer::Approve& approve, transfer::Observer& observer) {
  Card card = show(name).card;
  auto manifest = transfer::remote_manifest(host_, path_of(name));
  if (!manifest || (is_packed(*manifest) && !manifest->whole)) manifest = manifest_of(name);
  const auto files = dataset::unpack({host_, path_of(name), approve, observer}, *manifest);
  card.packed = false;
  label(std::string(name), card, files);
  return placed(std::string(name), card, files);
}

transfer::UploadResult Datasets::download(std::string_view name, const std::filesystem::path& to,
                                          const transfer::DownloadOptions& options, transfer::Observer& observer) {
  require_finished(name);
  transfer::DownloadOptions fetching = options;
  if (fetching.journal.empty()) fetching.journal = default_journal();
  return transfer::download(host_, path_of(name), to, fetching, observer);
}

}  // namespace aifactory::dataset
