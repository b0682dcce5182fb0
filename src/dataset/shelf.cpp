// SPDX-License-Identifier: Apache-2.0
#include "dataset/shelf.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/transfer.hpp"

#include "dataset/folder_visit.hpp"
#include "dataset/pack/unpack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace aifactory::dataset {
namespace {

using transport::FileStatus;
namespace request = transport::request;

constexpr std::string_view manifest_suffix = ".manifest";
constexpr auto card_suffix = Shelf::card_suffix;
constexpr std::uint32_t card_mode = 0640;

/// Three lines a dataset: name, head of the manifest, card on one line (JSON has no newlines within strings).
constexpr std::string_view list_script =
    R"sh(cd -- {} 2>/dev/null || exit 0
for m in *.manifest; do
  [ -f "$m" ] || continue
  n=${{m%.manifest}}
  printf '%s\n' "$n"
  printf '%s\n' "$(head -n 1 -- "$m")"
  if [ -f "$n.card.json" ]; then tr -d '\r\n' <"$n.card.json"; fi
  echo
done
for d in */; do
  n=${{d%/}}
  [ -d "$n" ] && [ ! -e "$n.manifest" ] && printf '%s\n\n\n' "$n"
done
exit 0)sh";

/// umask and not chmod afterwards: the card is never readable by others.
constexpr std::string_view card_script =
    R"(umask 027; cd -- {} || exit 1; cat >{}.aifactory-part && mv -f -- {}.aifactory-part {})";

void sort_out(std::vector<Label>& labels) {
  std::erase_if(labels, [](const Label& label) { return !is_dataset_name(label.name); });
  std::sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.name < b.name; });
}

std::string first_line(transport::FileChannel& files, const std::string& path) {
  const auto opened = ask(files, request::Open{.path = path});
  if (opened.status != FileStatus::ok) return {};
  const auto start = ask(files, request::Read{.handle = opened.text, .size = 32768});
  ask(files, request::Close{.handle = opened.text});
  const std::string_view text{reinterpret_cast<const char*>(start.data.data()), start.data.size()};
  return std::string(text.substr(0, text.find('\n')));
}

void remove_file(transport::FileChannel& files, const std::string& path) {
  const auto removed = ask(files, request::Remove{.path = path});
  if (removed.status != FileStatus::no_such_file) require_ok(removed, "remove " + path);
}

}  // namespace

bool is_dataset_name(std::string_view name) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  constexpr std::size_t longest = 100;
  return !name.empty() && name.size() <= longest && name.front() != '.' && name.front() != '-' &&
         name.find_first_not_of(allowed) == std::string_view::npos && !name.ends_with(transfer::part_suffix) &&
         !name.ends_with(manifest_suffix) && !name.ends_with(card_suffix);
}

/// Nothing when the host runs no commands.
std::optional<transport::Output> Shelf::run(const std::string& script, const std::string& input) {
  try {
    return transport::run(host_, {.script = script, .input = input, .repeat = transport::Repeat::safe});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unavailable && error.kind() != ErrorKind::protocol) throw;
    return std::nullopt;
  }
}

std::vector<Label> Shelf::labels() {
  const auto answer = run(fmt::format(list_script, shell_quote(folder_)));
  if (!answer || !answer->ending.ok()) return labels_by_sftp();
  const auto lines = split_lines(answer->out);
  std::vector<Label> labels;
  for (std::size_t i = 0; i + 2 < lines.size(); i += 3)
    labels.push_back({lines[i], lines[i + 1], lines[i + 2]});
  sort_out(labels);
  return labels;
}

std::vector<Label> Shelf::labels_by_sftp() {
  const auto files = host_.open_files();
  std::set<std::string> names;
  const auto folder = visit_folder(*files, folder_, [&](const transport::DirectoryEntry& entry) {
    if (entry.attributes.is_directory())
      names.insert(entry.name);
    else if (entry.name.ends_with(manifest_suffix))
      names.insert(entry.name.substr(0, entry.name.size() - manifest_suffix.size()));
    return true;
  });
  if (folder.status == FileStatus::no_such_file) return {};
  require_ok(folder, "list the folder " + folder_);
  std::vector<Label> labels;
  for (const auto& name : names)
    labels.push_back({.name = name, .head = {}, .card = {}});
  sort_out(labels);
  for (auto& label : labels) {
    const auto path = folder_ + "/" + label.name;
    label.head = first_line(*files, path + std::string(manifest_suffix));
    if (label.head.empty()) continue;
    const auto card = path + std::string(card_suffix);
    if (ask(*files, request::Stat{.path = card}).status == FileStatus::ok) label.card = read_remote_file(*files, card);
  }
  return labels;
}

void Shelf::put_card(const std::string& name, const std::string& card) {
  const auto file = shell_quote(name + std::string(card_suffix));
  const auto answer = run(fmt::format(card_script, shell_quote(folder_), file, file, file), card);
  if (answer && answer->ending.ok()) return;
  const auto files = host_.open_files();
  write_remote_file(*files, folder_ + "/" + name + std::string(card_suffix), card, card_mode);
}

/// Given back at its end: a server may allow one session, which the command after it needs.
void Shelf::remove_labels(const std::string& path) {
  const auto files = host_.open_files();
  for (const auto suffix : {manifest_suffix, card_suffix}) {
    const auto beside = path + std::string(suffix);
    remove_file(*files, beside);
    remove_file(*files, beside + std::string(transfer::part_suffix));
  }
}

void Shelf::remove(const std::string& name) {
  const auto path = folder_ + "/" + name;
  remove_labels(path);  // first: what is left of a removal that breaks off does not count as a dataset
  std::string words = shell_quote(path);
  for (const auto& left : beside_while_unpacking(path))
    words += ' ' + shell_quote(left);
  const auto answer = run("rm -rf -- " + words);
  if (!answer || !answer->ending.ok()) transfer::remove_tree(host_, path);
}

}  // namespace aifactory::dataset
