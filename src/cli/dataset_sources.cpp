// SPDX-License-Identifier: Apache-2.0
#include "cli/dataset_sources.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/project_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace aifactory::cli {
namespace {

bool is_address(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

[[noreturn]] void misused(std::string what, std::string hint) {
  throw Error{{.kind = ErrorKind::usage, .what = std::move(what), .hint = std::move(hint)}};
}

config::Dataset named(AppContext& context, const std::string& name) {
  if (context.settings().has_project())
    if (const auto& known = context.settings().project().datasets; known.count(name) > 0) return known.at(name);
  output::note(context.terminal(),
               fmt::format("{} is not in aifactory.yaml: its card will name no licence and no description", name));
  config::Dataset dataset;
  dataset.name = name;
  return dataset;
}

void take_from(config::Dataset& dataset, const std::string& from) {
  dataset.path.clear();
  dataset.url.clear();
  dataset.sha256.clear();
  if (is_address(from))
    dataset.url = from;
  else if (from != "-")
    dataset.path = std::filesystem::absolute(from).lexically_normal();
  if (from == "-" && ::isatty(STDIN_FILENO) == 1)
    misused("standard input is this terminal",
            "send something into it, as in  tar -c data | aifactory dataset upload " + dataset.name + " -");
}

std::string checksum(const std::string& text) {
  const bool hex = std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
  if (!text.empty() && (!hex || text.size() != 64))
    misused("not a SHA-256: " + printable(text), "it has 64 hexadecimal digits, as sha256sum prints them");
  return to_lower(text);
}

DatasetSource source_of(config::Dataset dataset, const SourceChoice& choice) {
  if (const auto sha256 = checksum(choice.sha256); !sha256.empty()) dataset.sha256 = sha256;
  if (!choice.pack.empty()) dataset.pack = choice.pack == "tar" ? config::Pack::tar : config::Pack::none;
  DatasetSource source{.dataset = std::move(dataset)};
  if (choice.from == "-") source.incoming = dataset::Incoming{.descriptor = STDIN_FILENO, .file = choice.file};
  if (!source.dataset.url.empty()) source.incoming = dataset::Incoming{.descriptor = -1, .file = choice.file};
  if (!choice.file.empty() && !source.incoming)
    misused("--as names a file that is streamed, and this one has its name", "leave --as out");
  return source;
}

}  // namespace

std::vector<DatasetSource> chosen_sources(AppContext& context, SourceChoice choice) {
  if (!choice.datasets.empty() && choice.datasets.back() == "-" && choice.from.empty()) {
    choice.datasets.pop_back();
    choice.from = "-";
  }
  const bool single = !choice.from.empty() || !choice.file.empty() || !choice.sha256.empty();
  if (single && choice.datasets.size() != 1)
    misused("--from, --as and --sha256 are of one dataset, which must be named",
            "aifactory dataset upload NAME --from SOURCE");
  std::vector<DatasetSource> sources;
  if (!choice.from.empty()) {
    config::Dataset dataset = named(context, choice.datasets.front());
    take_from(dataset, choice.from);
    sources.push_back(source_of(std::move(dataset), choice));
    return sources;
  }
  for (const config::Dataset* dataset : chosen_datasets(context.settings(), choice.datasets))
    sources.push_back(source_of(*dataset, choice));
  return sources;
}

}  // namespace aifactory::cli
