// SPDX-License-Identifier: Apache-2.0
#include "transport/http/file_facts.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <charconv>

namespace aifactory::transport::http {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// Weak tags ("W/…") allow other bytes of the same meaning, so they name no state of a file; nor do they go into
/// If-Range.
std::string validator_in(const Response& response) {
  const std::string tag = response.header("ETag");
  if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"') return tag;
  return response.header("Last-Modified");
}

/// RFC 6266, the plain form; the address tells the name otherwise.
std::string proposed_name(const Response& response) {
  const std::string disposition = response.header("Content-Disposition");
  constexpr std::string_view key = "filename=";
  const auto at = to_lower(disposition).find(key);
  if (at == std::string::npos) return {};
  std::string_view value = std::string_view(disposition).substr(at + key.size());
  if (!value.starts_with('"')) return std::string(trim(value.substr(0, value.find(';'))));
  value.remove_prefix(1);
  return std::string(value.substr(0, value.find('"')));
}

std::string last_part(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  return std::string(url.substr(url.rfind('/') + 1));
}

}  // namespace

std::optional<std::uint64_t> size_in_range(const Response& response) {
  const std::string range = response.header("Content-Range");
  const auto slash = range.rfind('/');
  return slash == std::string::npos ? std::nullopt : number(std::string_view(range).substr(slash + 1));
}

std::uint64_t range_start(const Response& response) {
  const std::string range = response.header("Content-Range");
  constexpr std::string_view unit = "bytes ";
  if (range.starts_with(unit))
    if (const auto start = number(std::string_view(range).substr(unit.size(), range.find('-') - unit.size())))
      return *start;
  throw Error{{.kind = ErrorKind::protocol,
               .what = "a server sends a part of a file and does not say which",
               .why = "Content-Range: " + printable(range)}};
}

Facts read_facts(const Response& response, std::string_view url) {
  Facts facts{.validator = validator_in(response), .name = proposed_name(response)};
  if (response.status == 206)
    facts.size = size_in_range(response);
  else
    facts.size = number(response.header("Content-Length"));
  if (facts.name.empty()) facts.name = last_part(url);
  return facts;
}

}  // namespace aifactory::transport::http
