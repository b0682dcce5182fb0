// SPDX-License-Identifier: Apache-2.0
#include "config/file.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include "config/check.hpp"
#include "config/project_reader.hpp"
#include "config/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::config {
namespace {

namespace fs = std::filesystem;

/// As people would name it from where they are.
std::string label_of(const fs::path& path) {
  std::error_code error;
  const auto here = fs::current_path(error);
  const auto relative = error ? fs::path() : path.lexically_relative(here);
  return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

std::shared_ptr<const Document> document_of(const fs::path& path) {
  return std::make_shared<const Document>(Document{.label = label_of(path), .folder = path.parent_path()});
}

Failure refused(const fs::path& path, std::string what, std::string hint) {
  return {
      .kind = ErrorKind::config, .what = std::move(what), .where = label_of(path) + ":1:1", .hint = std::move(hint)};
}

std::string read_text(const fs::path& path) {
  try {
    return read_file(path, file_limit);
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::bad_input) throw;
    throw Error{
        refused(path, "the file is larger than 1 MiB", "a configuration is a few lines: is it the right file?")};
  }
}

void check_user_keys(const Node& root) {
  std::vector<Failure> failures;
  for (const auto& member : root.members) {
    if (member.key == "site" || member.key == "account" || member.key == "sites") continue;
    const bool is_known = project_rules().child(member.key) != nullptr;
    failures.push_back(
        {.kind = ErrorKind::config,
         .what = fmt::format("the user's file has no key '{}'", member.key),
         .where = member.place.text(),
         .hint = is_known ? "it belongs into a project's aifactory.yaml" : "known are: site, account, sites"});
  }
  throw_if_any(std::move(failures));
}

bool has_secret_command(const Node& root) {
  const auto* sites = root.find("sites");
  if (!sites) return false;
  return std::any_of(sites->members.begin(), sites->members.end(), [](const auto& site) {
    return site.value.find("password") || site.value.find("otp") || site.value.find("identity_passphrase");
  });
}

}  // namespace

std::optional<fs::path> find_project_file(const fs::path& start) {
  for (auto folder = fs::absolute(start).lexically_normal();; folder = folder.parent_path()) {
    std::error_code error;
    if (auto file = folder / "aifactory.yaml"; fs::exists(file, error)) return file;
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

Node read_project_file(const fs::path& path) {
  auto root = read_yaml(read_text(path), document_of(path));
  if (root.kind == Node::Kind::empty) {
    throw Error{refused(path, "the file is empty", "write it with `aifactory init`")};
  }
  throw_if_any(check(root, project_rules()));
  throw_if_any(check_jobs(root));
  return root;
}

Node read_user_file(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return {.kind = Node::Kind::map};
  auto root = read_yaml(read_text(path), document_of(path));
  if (root.kind == Node::Kind::empty) root.kind = Node::Kind::map;
  check_user_keys(root);
  throw_if_any(check(root, project_rules()));
  return root;
}

void check_owner(const Node& root, const fs::path& path) {
  struct stat about {};
  if (!has_secret_command(root) || ::stat(path.c_str(), &about) != 0) return;
  const bool is_own = about.st_uid == ::geteuid() || about.st_uid == 0;
  if (is_own && (about.st_mode & S_IWOTH) == 0) return;
  throw Error{{.kind = ErrorKind::not_permitted,
               .what = "the project file names programs to run, and others can write it",
               .where = label_of(path),
               .why = is_own ? "its mode lets everybody write" : "it belongs to another user",
               .hint = "say that you trust it with --config " + path.string() + ", or make it your own"}};
}

}  // namespace aifactory::config
