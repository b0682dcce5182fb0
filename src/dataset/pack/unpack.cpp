// SPDX-License-Identifier: Apache-2.0
#include "dataset/pack/unpack.hpp"

#include "aifactory/base/arriving_lines.hpp"
#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "dataset/pack/index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace aifactory::dataset {
namespace {

using transfer::Manifest;

constexpr std::uint32_t manifest_mode = 0640;

/// Archives that are done stand in a list, for a run that is broken off; first the state {s} of the dataset, as those
/// of another state are no use. umask: never for everybody; and what is made in a project's folder hands its group on.
/// {d} the dataset, {t} where its files gather, {l} the list.
constexpr std::string_view extract_script = R"sh(umask 027
grep -qx -- {s} {l} 2>/dev/null || {{ rm -rf -- {t} && echo {s} >{l}; }} || exit
mkdir -p -- {t} || exit
for a in {d}/shard-*.tar; do
  n=${{a##*/}}
  grep -qx -- "$n" {l} || {{ tar -xf "$a" -C {t} && echo "$n" >>{l}; }} || exit
  echo "$n"
done
[ ! -g {d} ] || find {t} -type d -exec chmod g+s {{}} +)sh";

/// From here on the files are the dataset: the manifest says so already, and that it is not whole yet. Where both are
/// there, {o} is of an earlier time.
constexpr std::string_view swap_script = R"sh([ -d {t} ] || exit 0
[ ! -d {d} ] || {{ rm -rf -- {o} && mv -- {d} {o}; }} || exit
mv -- {t} {d})sh";
constexpr std::string_view clean_script = "rm -rf -- {o} {t} {l}";
constexpr std::string_view forget_script = "rm -rf -- {t} {l}";

class Unpacking {
 public:
  Unpacking(const Packed& packed, const Manifest& manifest) : packed_(packed), manifest_(manifest) {}

  Manifest run() {
    const bool packed = is_packed(manifest_);
    if (!packed && manifest_.whole) {
      shell(clean_script);  // of a run that was cut off at its very end
      throw Error{
          {.kind = ErrorKind::usage, .what = "the dataset is not packed: its files lie at " + printable(packed_.path)}};
    }
    Manifest files = packed ? unpacked() : manifest_;
    require_done(shell(swap_script), "put the files into place");
    if (const auto path = damaged_in(packed_.path, files)) damaged(*path);
    files.whole = true;
    transfer::put_manifest(packed_.host, packed_.path, files, manifest_mode);
    require_done(shell(clean_script), "remove the archives");
    return files;
  }

 private:
  Manifest unpacked() {
    packed_.observer.phase("checking");
    Manifest files{.name = manifest_.name, .made = manifest_.made, .entries = read_index(index()), .whole = false};
    if (packed_.approve) packed_.approve(files.entries.size(), files.bytes());
    packed_.observer.planned(manifest_.files() - 1, manifest_.bytes());
    packed_.observer.phase("unpacking");
    extract();
    packed_.observer.phase("proving");
    if (const auto path = damaged_in(beside_while_unpacking(packed_.path)[0], files)) {
      shell(forget_script);  // or they would be found again when their archive is repaired
      damaged(*path);
    }
    transfer::put_manifest(packed_.host, packed_.path, files, manifest_mode);
    return files;
  }

  std::string index() const {
    auto text = read_index_there(packed_.host, packed_.path);
    const auto entry = std::ranges::find(manifest_.entries, index_name, &transfer::Entry::path);
    if (entry->hash.known() && entry->hash.hex() != sha256_hex(text)) damaged(index_name);
    return text;
  }

  void extract() {
    std::map<std::string, std::uint64_t> sizes;
    for (const auto& entry : manifest_.entries)
      sizes[entry.path] = entry.size;
    std::uint64_t archives = 0, bytes = 0;
    ArrivingLines names;
    std::string said;
    const auto ending = transport::run_streaming(
        packed_.host, {.script = filled(extract_script), .time_limit = std::chrono::hours(24)},
        [&](std::string_view out) {
          names.take(out, [&](std::string_view name) {
            packed_.observer.moved(++archives, bytes += sizes[std::string(name)]);
          });
        },
        [&](std::string_view err) { said += err.substr(0, 1000); });
    if (!ending.ok()) failed("unpack the archives", said);
  }

  /// The first file there that is not as the manifest says.
  std::optional<std::string> damaged_in(const std::string& folder, const Manifest& files) const {
    for (const auto& difference : transfer::verify(packed_.host, folder, files))
      if (difference.kind != transfer::Difference::Kind::extra) return difference.path;
    return {};
  }

  [[noreturn]] static void damaged(std::string_view path) {
    throw Error{{.kind = ErrorKind::io,
                 .what = "what lies on the site is damaged: " + printable(path),
                 .why = "its SHA-256 is not the one of the upload",
                 .hint = "send it again:  aifactory dataset upload --checksum NAME"}};
  }

  transport::Output shell(std::string_view script) const {
    return transport::run(packed_.host, {.script = filled(script), .time_limit = std::chrono::hours(24)});
  }
  static void require_done(const transport::Output& output, const std::string& what) {
    if (!output.ending.ok()) failed(what, output.err);
  }
  [[noreturn]] static void failed(const std::string& what, std::string_view said) {
    throw Error{{.kind = ErrorKind::io,
                 .what = "cannot " + what + " on the site",
                 .why = printable(trim(said)),
                 .hint = "the archives are as they were; run the same command again"}};
  }

  std::string filled(std::string_view script) const {
    const auto beside = beside_while_unpacking(packed_.path);
    return fmt::format(fmt::runtime(script), fmt::arg("d", shell_quote(packed_.path)),
                       fmt::arg("t", shell_quote(beside[0])), fmt::arg("o", shell_quote(beside[1])),
                       fmt::arg("l", shell_quote(beside[2])), fmt::arg("s", manifest_.fingerprint()));
  }

  const Packed& packed_;
  const Manifest& manifest_;
};

}  // namespace

bool is_packed(const Manifest& manifest) {
  return std::ranges::any_of(manifest.entries, [](const transfer::Entry& entry) { return is_shard_name(entry.path); });
}

std::array<std::string, 3> beside_while_unpacking(const std::string& path) {
  const std::string end(transfer::part_suffix);
  return {path + ".unpacked" + end, path + ".packed" + end, path + ".unpacked-list" + end};
}

Manifest unpack(const Packed& packed, const Manifest& manifest) {
  return Unpacking(packed, manifest).run();
}

}  // namespace aifactory::dataset
