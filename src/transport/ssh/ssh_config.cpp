// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/ssh_config.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/config_tokens.hpp"
#include "transport/ssh/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <glob.h>
#include <map>
#include <span>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

using Words = std::span<const std::string>;

constexpr int deepest_include = 16;  // as ssh has it

void set_once(std::optional<std::string>& value, Words words) {
  if (!value) value = words[0];
}

std::optional<bool> yes_or_no(std::string_view word) {
  const auto lower = to_lower(word);
  if (lower == "yes" || lower == "true") return true;
  if (lower == "no" || lower == "false") return false;
  return {};
}

std::optional<std::uint16_t> port_number(std::string_view word) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), port);
  if (error != std::errc{} || end != word.data() + word.size() || port == 0) return {};
  return port;
}

using Setter = bool (*)(SshConfig&, Words);

bool set_port(SshConfig& config, Words words) {
  const auto port = port_number(words[0]);
  if (!config.port) config.port = port;
  return port.has_value();
}

bool set_identities_only(SshConfig& config, Words words) {
  const auto value = yes_or_no(words[0]);
  if (!config.identities_only) config.identities_only = value;
  return value.has_value();
}

bool set_known_hosts(SshConfig& config, Words words) {
  if (!config.user_known_hosts) config.user_known_hosts.emplace(words.begin(), words.end());
  return true;
}

bool set_proxy_command(SshConfig& config, Words words) {
  if (!config.proxy_jump) set_once(config.proxy_command, words);
  return true;
}

bool set_proxy_jump(SshConfig& config, Words words) {
  if (!config.proxy_command) set_once(config.proxy_jump, words);
  return true;
}

/// Each says whether it could make sense of its words.
const std::map<std::string_view, Setter> setters = {
    {"hostname", [](SshConfig& c, Words w) { return set_once(c.host_name, w), true; }},
    {"user", [](SshConfig& c, Words w) { return set_once(c.user, w), true; }},
    {"port", set_port},
    {"identitiesonly", set_identities_only},
    {"identityagent", [](SshConfig& c, Words w) { return set_once(c.identity_agent, w), true; }},
    {"proxycommand", set_proxy_command},
    {"proxyjump", set_proxy_jump},
    {"identityfile", [](SshConfig& c, Words w) { return c.identity_files.push_back(w[0]), true; }},
    {"certificatefile", [](SshConfig& c, Words w) { return c.certificate_files.push_back(w[0]), true; }},
    {"userknownhostsfile", set_known_hosts},
};

class Reader {
 public:
  explicit Reader(const SshConfigQuery& query) : query_(query) {}

  void read(const SshConfigSource& source, int depth) {
    const auto text = read_file_if_any(source.file);
    if (!text) return;
    refuse_writable_by_others(source.file);
    const bool active_before = active_;
    std::size_t number = 0;
    for (const auto& line : split_lines(*text)) {
      const auto where = fmt::format("{}:{}", source.file.string(), ++number);
      take(split_config_line(line), source, where, depth);
    }
    active_ = active_before;
  }

  SshConfig result() { return std::move(config_); }

 private:
  void take(const std::vector<std::string>& words, const SshConfigSource& source, const std::string& where, int depth) {
    if (words.empty()) return;
    const auto keyword = to_lower(words[0]);
    const auto arguments = Words{words}.subspan(1);
    const bool structural = keyword == "host" || keyword == "match" || keyword == "include";
    const auto setter = setters.find(keyword);
    if (!structural && setter == setters.end()) return;
    if (arguments.empty()) fail(where, fmt::format("{} needs a value", words[0]));
    if (keyword == "host") active_ = enclosing_ && matches_list(query_.host, join(arguments, " "), " ");
    if (keyword == "match") active_ = enclosing_ && matches(arguments, where);
    if (keyword == "include") include(arguments, source, where, depth);
    if (!structural && active_ && !setter->second(config_, arguments))
      fail(where, fmt::format("{} has a value that makes no sense: {}", words[0], printable(arguments[0])));
  }

  bool matches(Words criteria, const std::string& where) const {
    bool all = true;
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      auto criterion = to_lower(criteria[i]);
      const bool negated = criterion.starts_with('!');
      if (negated) criterion.erase(0, 1);
      if (criterion == "all") continue;
      if (criterion == "canonical" || criterion == "final") return false;
      if (++i == criteria.size()) fail(where, fmt::format("Match {} needs a value", criterion));
      all = all && matches_one(criterion, criteria[i]) != negated;
    }
    return all;
  }

  bool matches_one(std::string_view criterion, std::string_view patterns) const {
    const auto in_list = [&](std::string_view name) { return matches_list(name, patterns, ","); };
    if (criterion == "host") return in_list(host_so_far());
    if (criterion == "originalhost") return in_list(query_.host);
    if (criterion == "user")
      return in_list(query_.user.empty() ? config_.user.value_or(query_.local_user) : query_.user);
    if (criterion == "localuser") return in_list(query_.local_user);
    return false;
  }

  /// The name that Match host looks at: HostName where a block above has set it.
  std::string host_so_far() const {
    return config_.host_name ? expand_tokens(*config_.host_name, {{'h', query_.host}}) : query_.host;
  }

  void include(Words patterns, const SshConfigSource& source, const std::string& where, int depth) {
    if (depth >= deepest_include) fail(where, "Include goes too deep");
    for (const auto& pattern : patterns)
      for (const auto& file : glob_files(pattern, source.folder)) {
        const bool enclosing_before = enclosing_;
        enclosing_ = active_;
        read({.file = file, .folder = source.folder}, depth + 1);
        enclosing_ = enclosing_before;
      }
  }

  static std::vector<std::filesystem::path> glob_files(std::string_view pattern, const std::filesystem::path& folder) {
    auto path = std::filesystem::path{pattern};
    if (pattern.starts_with("~/"))
      path = user_directories().home / pattern.substr(2);
    else if (path.is_relative())
      path = folder / path;
    glob_t found = {};
    std::vector<std::filesystem::path> files;
    if (::glob(path.c_str(), 0, nullptr, &found) == 0) files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    std::erase_if(files, [](const auto& file) { return std::filesystem::is_directory(file); });
    return files;
  }

  /// The file can name commands to run (ProxyCommand): ssh refuses such a file, and so is it here.
  static void refuse_writable_by_others(const std::filesystem::path& file) {
    struct stat status = {};
    if (::stat(file.c_str(), &status) != 0) return;
    const bool others = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    const bool foreign = status.st_uid != 0 && status.st_uid != ::getuid();
    if (others || foreign) fail(file.string(), "others may write to this file");
  }

  [[noreturn]] static void fail(const std::string& where, std::string why) {
    throw Error{{.kind = ErrorKind::config,
                 .what = "the ssh configuration cannot be used",
                 .where = where,
                 .why = std::move(why),
                 .hint = "correct the file, or check it with: ssh -G HOST"}};
  }

  const SshConfigQuery& query_;
  SshConfig config_;
  bool active_ = true;
  bool enclosing_ = true;  ///< false within a file included where the block around it does not apply
};

/// One word as ssh reads it: quotes of both kinds anywhere, a backslash before a quote, a backslash or a blank.
std::string take_argument(std::string_view& line) {
  std::string word;
  char quote = 0;
  std::size_t at = 0;
  for (; at < line.size(); ++at) {
    const char sign = line[at];
    const char next = at + 1 < line.size() ? line[at + 1] : 0;
    const bool blank = sign == ' ' || sign == '\t';
    if (sign == '\\' && (next == '\'' || next == '"' || next == '\\' || (next == ' ' && quote == 0)))
      word += line[++at];
    else if (blank && quote == 0)
      break;
    else if (quote == 0 && (sign == '"' || sign == '\''))
      quote = sign;
    else if (quote != 0 && sign == quote)
      quote = 0;
    else
      word += sign;
  }
  line.remove_prefix(at);
  return word;
}

}  // namespace

std::vector<std::string> split_config_line(std::string_view line) {
  line = trim(line);
  if (line.empty() || line.starts_with('#')) return {};
  const auto end = std::min(line.find_first_of(" \t="), line.size());
  std::vector<std::string> words{std::string{line.substr(0, end)}};
  line = trim(line.substr(end));
  if (line.starts_with('=')) line = trim(line.substr(1));
  if (to_lower(words[0]) == "proxycommand") {
    if (!line.empty()) words.emplace_back(line);
    return words;
  }
  while (!line.empty() && !line.starts_with('#')) {
    words.push_back(take_argument(line));
    line = trim(line);
  }
  return words;
}

SshConfig read_ssh_config(const std::vector<SshConfigSource>& sources, const SshConfigQuery& query) {
  Reader reader{query};
  for (const auto& source : sources)
    reader.read(source, 0);
  return reader.result();
}

}  // namespace aifactory::transport::ssh
