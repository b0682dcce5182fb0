// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/dataset_sources.hpp"
#include "cli/exit_status.hpp"
#include "cli/further_connections.hpp"
#include "cli/going_on.hpp"
#include "cli/records/dataset_record.hpp"
#include "cli/replacing.hpp"
#include "cli/room_check.hpp"
#include "cli/transfer_extent.hpp"
#include "cli/transfer_progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

namespace aifactory::cli {
namespace {

struct Options {
  SourceChoice source;
  bool dry_run = false;
  bool no_preflight = false;
  bool checksum = false;
  bool remove_extra = false;
  bool yes = false;
  std::string links;
  std::string verify = "full";
  std::vector<std::string> exclude;
  std::string exclude_from;
  std::vector<std::string> include;
  std::optional<std::uint64_t> limit_rate;
  std::optional<int> connections;
};

transfer::Links links_of(const std::string& text) {
  if (text == "follow") return transfer::Links::follow;
  return text == "skip" ? transfer::Links::skip : transfer::Links::keep;
}

std::vector<std::string> excluded(const Options& options) {
  std::vector<std::string> patterns;
  if (!options.exclude_from.empty()) patterns = split_lines(read_file(options.exclude_from));
  patterns.insert(patterns.end(), options.exclude.begin(), options.exclude.end());
  return patterns;
}

transfer::UploadOptions upload_options(const Options& options) {
  return {.scan = {.links = links_of(options.links), .exclude = excluded(options), .include = options.include},
          .proof = proof_of(options.verify),
          .compare = compare_of(options.checksum),
          .extra = options.remove_extra ? transfer::Extra::remove : transfer::Extra::keep,
          .dry_run = options.dry_run,
          .bytes_per_second = options.limit_rate.value_or(0)};
}

[[noreturn]] void senseless(const std::string& what, const std::string& hint) {
  throw Error{{.kind = ErrorKind::usage, .what = what, .hint = hint}};
}

/// The first option that chooses what of a folder is sent; empty without one.
std::string choosing(const Options& options) {
  if (!options.exclude.empty()) return "--exclude";
  if (!options.exclude_from.empty()) return "--exclude-from";
  if (!options.include.empty()) return "--include";
  return options.links.empty() ? "" : "--links";
}

/// Options that could do nothing are refused, not passed over. Errors: usage.
void require_sense(const Options& options, const DatasetSource& source) {
  const auto& [dataset, incoming] = source;
  const std::string& name = dataset.name;
  if (incoming && options.remove_extra)
    senseless(fmt::format("--delete compares folders, and {} is one file that is streamed", name),
              "leave out --delete; to be rid of what lies there:  aifactory dataset remove " + name);
  if (incoming && options.source.pack == "tar")
    senseless(fmt::format("--pack puts files of a folder together, and {} is one file that is streamed", name),
              "leave out --pack");
  if (incoming && incoming->descriptor >= 0 && options.checksum)
    senseless("--checksum compares with what is there, and standard input is always read and sent",
              "leave out --checksum: what arrives is proved by SHA-256 anyway");
  const bool one_file = incoming || std::filesystem::is_regular_file(dataset.path);
  if (const auto option = choosing(options); one_file && !option.empty())
    senseless(fmt::format("{} chooses files of a folder, and {} is one file", option, name), "leave out " + option);
  if (dataset.pack != config::Pack::none && options.remove_extra)
    senseless(fmt::format("--delete is not for {}, which is packed", name),
              "leave out --delete: archives of an earlier state are removed anyway");
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

void tell_renamed(const transfer::UploadResult& result, const Options& options, const output::Terminal& terminal) {
  if (result.files_renamed == 0) return;
  const bool one = result.files_renamed == 1;
  const std::string files = one ? "1 file was" : fmt::format("{} files were", result.files_renamed);
  const std::string verb = options.dry_run ? "would" : one ? "was" : "were";
  output::note(terminal, fmt::format("{} on the site under another name, and {} not {}sent again", files, verb,
                                     options.dry_run ? "be " : ""));
}

/// It may be a rest of a download, or a file that somebody wants to have there.
void tell_unfinished(const std::set<std::string>& files, const output::Terminal& terminal) {
  if (files.empty()) return;
  const auto more = files.size() > 1 ? fmt::format(" and {} more", files.size() - 1) : "";
  output::warn(terminal, fmt::format("{}{} left out: names with this ending are unfinished transfers; remove it, or "
                                     "rename it to have it on the site",
                                     printable(*files.begin()), more));
}

/// Standard input can be read only once: who wrote it must begin again.
dataset::UploadReport send_once_or_more(AppContext& context, const DatasetSource& source, TransferProgress& progress,
                                        const std::function<dataset::UploadReport()>& work) {
  const bool read_only_once = source.incoming && source.incoming->descriptor >= 0;
  return read_only_once ? work() : going_on(context, progress, work);
}

DatasetTransfer send(const DatasetSource& source, const Options& options, AppContext& context) {
  const config::Dataset& dataset = source.dataset;
  RoomCheck room(dataset.name, room_on_site(context, dataset.name),
                 options.dry_run ? RoomCheck::On::shortage_remember : RoomCheck::On::shortage_throw);
  transfer::UploadOptions sending = upload_options(options);
  sending.connections = further_connections(context, options.connections);
  if (!options.no_preflight)
    sending.approve = [&](std::uint64_t files, std::uint64_t bytes) { room.look(files, bytes); };
  std::set<std::string> unfinished;
  sending.scan.unfinished = [&](const std::string& path) { unfinished.insert(path); };
  TransferProgress progress(context, dataset.name);
  dataset::Datasets& datasets = context.site().datasets();
  if (!options.dry_run)
    sending.removes = asked_once(
        [&](const auto& paths) { require_removing(context, options.yes, datasets.path_of(dataset.name), paths); });
  dataset::UploadReport report;
  try {
    report = send_once_or_more(context, source, progress, [&] {
      return source.incoming ? datasets.upload_stream(dataset, *source.incoming, sending, progress)
                             : datasets.upload(dataset, sending, progress);
    });
  } catch (const Error& error) {
    throw with_way_on(error, "what has arrived is kept on the site");
  }
  progress.finish();
  tell_unfinished(unfinished, context.terminal());
  tell_renamed(report.transfer, options, context.terminal());
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
  for (const DatasetSource& source : sources)
    require_sense(options, source);
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
          "Sends what the site does not have yet, and proves by SHA-256 that all of it arrived. A lost connection is "
          "made again and the transfer goes on, for as long as the login asks nobody and the site is not away for ten "
          "minutes; interrupted, the same command goes on where it stopped. Under its real name there is a whole file "
          "or none. What is "
          "free on the site, bytes and files, is looked at before. Patterns as in .gitignore say what stays here, the "
          "last that fits counts: those of the file .aifactoryignore in the folder, of 'exclude' in aifactory.yaml, of "
          "--exclude-from, of --exclude. With --pack tar a folder becomes shard-*.tar of up to 1 GiB, and index.jsonl, "
          "which says where in them each file lies and what its SHA-256 is. On the site 'aifactory dataset unpack' "
          "puts the files in their place; a job unpacks them with:  for t in $AIFACTORY_DATASET_NAME/shard-*.tar; do "
          "tar -xf $t -C $TMPDIR; done",
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
                  {"--delete", "remove files on the site that are not here any more or are left out now (of folders)",
                   &options->remove_extra},
                  {"--yes", "with --delete: do not ask", &options->yes},
                  {"--exclude", "leave these out (as in .gitignore; may be repeated)", &options->exclude, "PATTERN"},
                  {"--exclude-from", "leave out what the patterns in this file say", &options->exclude_from, "FILE"},
                  {"--include", "but take these (may be repeated)", &options->include, "PATTERN"},
                  {.name = "--links",
                   .help = "what becomes of symlinks (default: keep)",
                   .to = &options->links,
                   .value = "POLICY",
                   .choices = {"keep", "follow", "skip"}},
                  verify_option(options->verify),
                  {"--limit-rate", "send at most this much a second", &options->limit_rate, "BYTES"},
                  connections_option(options->connections)},
      .shape = &transfer_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
