// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/consent.hpp"
#include "cli/dataset_sources.hpp"
#include "cli/exit_status.hpp"
#include "cli/further_connections.hpp"
#include "cli/records/dataset_record.hpp"
#include "cli/room_check.hpp"
#include "cli/transfer_progress.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {
namespace {

struct Options {
  SourceChoice source;
  bool dry_run = false;
  bool no_preflight = false;
  bool checksum = false;
  bool remove_extra = false;
  bool yes = false;
  std::string links = "keep";
  std::string verify = "full";
  std::vector<std::string> exclude;
  std::vector<std::string> include;
  std::optional<std::uint64_t> limit_rate;
  std::optional<int> connections;
};

transfer::Links links_of(const std::string& text) {
  if (text == "follow") return transfer::Links::follow;
  return text == "skip" ? transfer::Links::skip : transfer::Links::keep;
}

transfer::Proof proof_of(const std::string& text) {
  if (text == "sample") return transfer::Proof::sample;
  return text == "none" ? transfer::Proof::none : transfer::Proof::full;
}

transfer::UploadOptions upload_options(const Options& options) {
  return {.scan = {.links = links_of(options.links), .exclude = options.exclude, .include = options.include},
          .proof = proof_of(options.verify),
          .compare = options.checksum ? transfer::Compare::content : transfer::Compare::size_and_time,
          .extra = options.remove_extra ? transfer::Extra::remove : transfer::Extra::keep,
          .dry_run = options.dry_run,
          .bytes_per_second = options.limit_rate.value_or(0)};
}

/// --delete compares two folders. Errors: usage.
void require_folders(const std::vector<DatasetSource>& sources) {
  for (const auto& [dataset, incoming] : sources) {
    if (incoming)
      throw Error{{.kind = ErrorKind::usage,
                   .what = fmt::format("--delete compares folders, and {} is one file that is streamed", dataset.name),
                   .hint = fmt::format("leave out --delete; to be rid of what lies there:  aifactory dataset remove {}",
                                       dataset.name)}};
    if (dataset.pack != config::Pack::none)
      throw Error{{.kind = ErrorKind::usage,
                   .what = fmt::format("--delete is not for {}, which is packed", dataset.name),
                   .hint = "leave out --delete: archives of an earlier state are removed anyway"}};
  }
}

void tell_beside(const dataset::UploadReport& report, const output::Terminal& terminal) {
  if (report.beside.empty()) return;
  output::note(terminal, fmt::format("still there from an earlier upload, and no part of {} any more: {}{}; to be rid "
                                     "of it, 'aifactory dataset remove {}' and upload again",
                                     report.placed.name, printable(report.beside.front()),
                                     report.beside.size() == 1 ? std::string()
                                                               : fmt::format(" and {} more", report.beside.size() - 1),
                                     report.placed.name));
}

DatasetTransfer send(const DatasetSource& source, const Options& options, AppContext& context) {
  const config::Dataset& dataset = source.dataset;
  RoomCheck room(context, dataset.name,
                 options.dry_run ? RoomCheck::On::shortage_remember : RoomCheck::On::shortage_throw);
  transfer::UploadOptions sending = upload_options(options);
  sending.connections = further_connections(context, options.connections);
  if (!options.no_preflight)
    sending.approve = [&](std::uint64_t files, std::uint64_t bytes) { room.look(files, bytes); };
  TransferProgress progress(context, dataset.name);
  dataset::Datasets& datasets = context.site().datasets();
  dataset::UploadReport report;
  try {
    report = source.incoming ? datasets.upload_stream(dataset, *source.incoming, sending, progress)
                             : datasets.upload(dataset, sending, progress);
  } catch (const Error& error) {
    throw with_way_on(error, "what has arrived is kept on the site");
  }
  progress.finish();
  tell_beside(report, context.terminal());
  if (!room.shortage().empty()) output::warn(context.terminal(), dataset.name + " does not fit: " + room.shortage());
  return {.dataset = dataset.name,
          .path = report.placed.path,
          .result = std::move(report.transfer),
          .free = options.dry_run ? room.free() : std::nullopt,
          .fits = room.shortage().empty()};
}

int run(const Options& options, AppContext& context) {
  const std::vector<DatasetSource> sources = chosen_sources(context, options.source);
  if (options.remove_extra) require_folders(sources);
  if (options.remove_extra && !options.dry_run)
    require_consent(context, options.yes, "Remove files on the site that are not here any more?");
  std::vector<DatasetTransfer> done;
  for (const DatasetSource& source : sources)
    done.push_back(send(source, options, context));
  print_transfers(context, done);
  if (!std::ranges::all_of(done, &DatasetTransfer::fits)) return static_cast<int>(ExitStatus::cannot_create);
  if (!options.dry_run) output::suggest(context.terminal(), "aifactory job submit", "to use it in a job");
  return 0;
}

}  // namespace

Command dataset_upload() {
  auto options = std::make_shared<Options>();
  return {
      .name = "upload",
      .summary = "Send datasets to the site",
      .details =
          "Sends what the site does not have yet, and proves by SHA-256 that all of it arrived. Interrupted or cut "
          "off, the same command goes on where it stopped; under its real name there is a whole file or none. What is "
          "free on the site, bytes and files, is looked at before. With --pack tar a folder becomes shard-*.tar of up "
          "to 1 GiB, and index.jsonl, "
          "which says where in them each file lies. A job unpacks them with:  for t in "
          "$AIFACTORY_DATASET_NAME/shard-*.tar; do tar -xf $t -C $TMPDIR; done",
      .examples = {{"aifactory dataset upload", "every dataset of the project"},
                   {"aifactory dataset upload corpus --dry-run", "what would be sent, and does it fit?"},
                   {"aifactory dataset upload corpus --from https://example.org/corpus.tar --sha256 HEX",
                    "through this machine, not onto its disk"},
                   {"tar -c data | aifactory dataset upload corpus - --as data.tar", "what a command writes"}},
      .options = {{"DATASET", "names of datasets in aifactory.yaml (default: all)", &options->source.datasets},
                  {"--from", "send this instead of its path: a folder, a file, https://… or - (standard input)",
                   &options->source.from, "SOURCE"},
                  {"--as", "name on the site of a file from https or standard input", &options->source.file, "FILE"},
                  {"--sha256", "checksum that the one file must have", &options->source.sha256, "HEX"},
                  {.name = "--pack",
                   .help = "put the files of a folder into a few archives, for sites that count files",
                   .to = &options->source.pack,
                   .value = "FORM",
                   .choices = {"none", "tar"}},
                  {"--dry-run", "count what would be sent and removed, and change nothing", &options->dry_run},
                  {"--no-preflight", "do not look at quotas and free space before", &options->no_preflight},
                  {"--checksum", "compare contents, not sizes and times; repairs what is damaged", &options->checksum},
                  {"--delete", "remove files on the site that are not here any more (of folders)",
                   &options->remove_extra},
                  {"--yes", "with --delete: do not ask", &options->yes},
                  {"--exclude", "leave these out (as in .gitignore; may be repeated)", &options->exclude, "PATTERN"},
                  {"--include", "but take these (may be repeated)", &options->include, "PATTERN"},
                  {.name = "--links",
                   .help = "what becomes of symlinks (default: keep)",
                   .to = &options->links,
                   .value = "POLICY",
                   .choices = {"keep", "follow", "skip"}},
                  {.name = "--verify",
                   .help = "which files are proved by SHA-256 when they have arrived (default: full)",
                   .to = &options->verify,
                   .value = "EXTENT",
                   .choices = {"full", "sample", "none"}},
                  {"--limit-rate", "send at most this much a second", &options->limit_rate, "BYTES"},
                  connections_option(options->connections)},
      .shape = &transfer_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
