// SPDX-License-Identifier: Apache-2.0
#include "transfer/manifest_reader.hpp"

#include "aifactory/base/error.hpp"

#include "transfer/path.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>

namespace aifactory::transfer {
namespace {

using Json = nlohmann::json;

constexpr int format_version = 1;

/// What is wrong with a line; becomes an Error with its number.
struct Broken {
  std::string why;
};

Json parse(std::string_view line) {
  auto object = Json::parse(line, nullptr, false);
  if (!object.is_object()) throw Broken{"not a JSON object"};
  return object;
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) throw Broken{fmt::format("\"{}\" must be a string", key)};
  return found->get<std::string>();
}

std::uint64_t count_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned())
    throw Broken{fmt::format("\"{}\" must be a number from 0 up", key)};
  return found->get<std::uint64_t>();
}

/// Text that may stand percent-encoded under KEY_percent when it is not UTF-8.
std::string bytes_of(const Json& object, const std::string& key) {
  const auto encoded = key + "_percent";
  return object.contains(encoded) ? percent_decode(text_of(object, encoded.c_str())) : text_of(object, key.c_str());
}

EntryKind kind_of(const std::string& name) {
  if (name == "file") return EntryKind::file;
  if (name == "directory") return EntryKind::directory;
  if (name == "symlink") return EntryKind::symlink;
  throw Broken{"\"kind\" must be file, directory or symlink"};
}

std::uint32_t mode_of(const std::string& octal) {
  std::uint32_t mode = 0;
  const auto [end, error] = std::from_chars(octal.data(), octal.data() + octal.size(), mode, 8);
  if (error != std::errc() || end != octal.data() + octal.size() || mode > 07777)
    throw Broken{"\"mode\" must be octal permission bits"};
  return mode;
}

Entry entry_of(const Json& object) {
  Entry entry;
  entry.path = bytes_of(object, "path");
  if (!is_safe_relative_path(entry.path)) throw Broken{"its path leaves the tree"};
  entry.kind = kind_of(text_of(object, "kind"));
  entry.mode = mode_of(text_of(object, "mode"));
  const auto modified = object.find("modified_ns");
  if (modified == object.end() || !modified->is_number_integer()) throw Broken{"\"modified_ns\" must be a number"};
  entry.modified_ns = modified->get<std::int64_t>();
  if (entry.kind == EntryKind::symlink) entry.target = bytes_of(object, "target");
  if (entry.kind != EntryKind::file) return entry;
  entry.size = count_of(object, "size");
  if (!object.contains("sha256")) return entry;
  const auto hash = ContentHash::from_hex(text_of(object, "sha256"));
  if (!hash) throw Broken{"\"sha256\" must be 64 hex digits"};
  entry.hash = *hash;
  return entry;
}

ManifestHead head_of(const Json& object) {
  if (count_of(object, "aifactory_manifest") > format_version) throw Broken{"it was written by a newer aifactory"};
  const auto made = parse_time(text_of(object, "made"));
  if (!made) throw Broken{"\"made\" must be a time"};
  return {.name = bytes_of(object, "name"),
          .made = *made,
          .files = count_of(object, "files"),
          .bytes = count_of(object, "bytes"),
          .fingerprint = text_of(object, "fingerprint"),
          .whole = object.value("whole", true)};
}

[[noreturn]] void refuse(std::uint64_t line, std::string why) {
  throw Error{{.kind = ErrorKind::bad_input,
               .what = fmt::format("the manifest is broken in line {}", line),
               .why = std::move(why),
               .hint = "upload once more: all that is there is proved, and the manifest written anew"}};
}

}  // namespace

void ManifestReader::feed(std::string_view text) {
  if (!lines_.take(text, [this](std::string_view line) { take(line); })) refuse(line_ + 1, "it is longer than 1 MiB");
}

void ManifestReader::take(std::string_view line) {
  ++line_;
  try {
    const auto object = parse(line);
    if (!head_) {
      head_ = head_of(object);
      announced_ = count_of(object, "entries");
      return;
    }
    auto entry = entry_of(object);
    if (entry.path <= last_path_) throw Broken{"its path is not in ascending order"};
    last_path_ = entry.path;
    ++entries_;
    use_(std::move(entry));
  } catch (const Broken& broken) {
    refuse(line_, broken.why);
  } catch (const nlohmann::json::exception&) {
    refuse(line_, "a value is out of range");
  }
}

void ManifestReader::finish() {
  if (!lines_.empty() || !head_) refuse(line_ + 1, head_ ? "the last line has no end" : "the first line is missing");
  if (entries_ != announced_) refuse(line_, fmt::format("it has {} of {} entries", entries_, announced_));
}

ManifestHead read_manifest_head(std::string_view line) {
  try {
    return head_of(parse(line));
  } catch (const Broken& broken) {
    refuse(1, broken.why);
  } catch (const nlohmann::json::exception&) {
    refuse(1, "a value is out of range");
  }
}

Entry read_manifest_entry(std::string_view json) {
  try {
    return entry_of(parse(json));
  } catch (const Broken& broken) {
    throw Error{{.kind = ErrorKind::bad_input, .what = "not an entry of a manifest", .why = broken.why}};
  } catch (const nlohmann::json::exception&) {
    throw Error{{.kind = ErrorKind::bad_input, .what = "not an entry of a manifest", .why = "a value is out of range"}};
  }
}

Manifest read_manifest(std::string_view text) {
  Manifest manifest;
  ManifestReader reader([&](Entry&& entry) { manifest.entries.push_back(std::move(entry)); });
  reader.feed(text);
  reader.finish();
  manifest.name = reader.head()->name;
  manifest.made = reader.head()->made;
  manifest.whole = reader.head()->whole;
  return manifest;
}

}  // namespace aifactory::transfer
