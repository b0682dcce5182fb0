// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/software.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/glob.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace aifactory::job {

namespace {

constexpr std::chrono::minutes limit{2};
constexpr std::string_view mark = "@aifactory ";

// `module` is a function of login shells. Lmod's spider also tells of modules that others must be loaded for. Both
// kinds write on stderr. Login files may print before, so that each part has marks of its own.
constexpr std::string_view module_script = R"sh(
bash -lc '
  type module >/dev/null 2>&1 || exit 0
  printf "\n@aifactory modules\n"
  if [ -n "$LMOD_CMD" ]; then module -t spider 2>&1; fi
  module -t avail 2>&1
  printf "\n@aifactory end\n"' 2>/dev/null </dev/null
)sh";

constexpr std::string_view image_script = R"sh(
for folder in $folders; do
  [ -d "$folder" ] || continue
  printf '\n@aifactory images\n%s:\n' "$folder"
  find "$folder/" -maxdepth 3 \( -name '*.sif' -o -name '*.simg' -o -name '*.sqsh' \) 2>/dev/null | head -n 2000
  printf '\n@aifactory end\n'
done
)sh";

bool is_name(std::string_view text) {
  constexpr std::string_view others = "._+-/@:=,~";
  const auto may_be = [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || others.find(c) != others.npos;
  };
  const auto tells = [](unsigned char c) { return std::isalnum(c) != 0; };
  return std::ranges::all_of(text, may_be) && std::ranges::any_of(text, tells);
}

// "gcc/12.2(default)" and "gcc/12.2 <aL>": what follows the name marks it.
std::optional<Software> read_module(std::string_view line, const std::string& folder) {
  const auto end = line.find_first_of("( <");
  auto name = line.substr(0, end);
  const auto marks = end == line.npos ? std::string_view() : trim(line.substr(end));
  if (!marks.empty() && marks.front() != '(' && marks.front() != '<') return std::nullopt;
  // A module with versions, as a heading above them.
  if (name.ends_with('/') || !is_name(name)) return std::nullopt;
  const bool is_default = marks.find("default") != marks.npos || marks.find("(D)") != marks.npos;
  return Software{Software::Kind::module, std::string(name), is_default, folder};
}

bool is_heading(std::string_view line) {
  return line.ends_with(':') && line.starts_with('/');
}

void read_line(std::string_view part, std::string_view line, std::string& folder, SoftwareAnswer& answer) {
  if (part == "runtime" && answer.runtime.empty()) {
    answer.runtime = printable(line);
  } else if (is_heading(line)) {
    folder = line.substr(0, line.size() - 1);
  } else if (part == "modules") {
    if (auto module = read_module(line, folder)) answer.found.push_back(std::move(*module));
  } else if (part == "images" && line.starts_with('/')) {
    answer.found.push_back({Software::Kind::container, std::string(line), false, folder});
  }
}

// A module may be told twice: by spider, and with its folder and mark by avail.
void join_doubles(std::vector<Software>& found) {
  std::ranges::stable_sort(found, [](const Software& a, const Software& b) {
    return std::pair(a.kind, to_lower(a.name)) < std::pair(b.kind, to_lower(b.name));
  });
  std::vector<Software> single;
  for (auto& item : found) {
    if (single.empty() || single.back().name != item.name) {
      single.push_back(std::move(item));
      continue;
    }
    single.back().is_default |= item.is_default;
    if (single.back().folder.empty()) single.back().folder = item.folder;
  }
  found = std::move(single);
}

}  // namespace

std::string software_command(const config::SiteProfile& site) {
  std::vector<std::string> folders;
  for (const auto& folder : site.containers.images)
    if (folder.starts_with('/')) folders.push_back(folder);
  std::string text = fmt::format("(\n{}) </dev/null\n", module_script);
  if (!folders.empty()) {
    auto look = std::string(image_script);
    text += look.replace(look.find("$folders"), 8, shell_join(folders));
  }
  if (const auto& containers = site.containers; !containers.runtime.empty())
    text += fmt::format(
        "bash -lc {} 2>/dev/null </dev/null\n",
        shell_quote(fmt::format("{}\nprintf '\\n@aifactory runtime\\n'; {} --version; printf '\\n@aifactory end\\n'",
                                containers.load, shell_quote(containers.runtime))));
  return text + "printf '\\n@aifactory done\\n'\n";
}

SoftwareAnswer read_software(std::string_view out) {
  SoftwareAnswer answer;
  std::string part, folder;
  for (const auto& line : split_lines(out)) {
    const auto text = trim(line);
    if (text.starts_with(mark)) {
      part = text.substr(mark.size());
      folder.clear();
      answer.has_modules |= part == "modules";
    } else if (!text.empty()) {
      read_line(part, text, folder, answer);
    }
  }
  join_doubles(answer.found);
  return answer;
}

SoftwareAnswer software(transport::Host& host, const config::SiteProfile& site) {
  const auto output =
      transport::run(host, {.script = software_command(site), .repeat = transport::Repeat::safe, .time_limit = limit});
  if (output.out.find("@aifactory done") == std::string::npos)
    throw Error{{.kind = ErrorKind::try_again,
                 .what = fmt::format("{} did not finish telling what software it has", site.id),
                 .why = printable(trim(output.err), Lines::keep),
                 .hint = "try again; log in there and see whether `module avail` works"}};
  return read_software(output.out);
}

bool fits(const Software& item, std::string_view pattern) {
  auto name = to_lower(item.name);
  auto wanted = to_lower(pattern);
  if (wanted.find_first_of("*?[") == std::string::npos) return name.find(wanted) != std::string::npos;
  // A '*' of a person's means any text, also across a '/'.
  std::ranges::replace(name, '/', '\n');
  std::ranges::replace(wanted, '/', '\n');
  return matches_glob(wanted, name);
}

}  // namespace aifactory::job
