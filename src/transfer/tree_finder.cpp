// SPDX-License-Identifier: Apache-2.0
#include "transfer/tree_finder.hpp"

#include "aifactory/base/text.hpp"
#include "aifactory/transfer/tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sys/stat.h>

namespace aifactory::transfer {
namespace {

constexpr std::size_t worth_it = 100'000;
constexpr std::string_view find_greeting = "aifactory-finds", find_end = "aifactory-found";

/// find(1) of GNU. Between names stand zeros, which tr makes newlines, and newlines in names zeros.
constexpr std::string_view find_script = R"sh(CDPATH= cd -- {} || exit 3
echo {}
{{ LC_ALL=C find . -mindepth 1 -printf '%y %m %s %T@ %P\0' && printf '{}\0'; }} | LC_ALL=C tr '\n\000' '\000\n')sh";

/// Cuts off the next word of a line.
std::string_view next_word(std::string_view& line) {
  const auto end = std::min(line.find(' '), line.size());
  const auto word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

template <typename Number>
std::optional<Number> number(std::string_view word, int base = 10) {
  Number value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
  return error == std::errc() && end == word.data() + word.size() ? std::optional(value) : std::nullopt;
}

std::uint32_t type_bits(std::string_view letter) {
  if (letter == "d") return S_IFDIR;
  if (letter == "l") return S_IFLNK;
  return letter == "f" ? S_IFREG : S_IFSOCK;
}

std::optional<transport::FileAttributes> read_attributes(std::string_view& line) {
  const auto type = next_word(line);
  const auto mode = number<std::uint32_t>(next_word(line), 8);
  const auto size = number<std::uint64_t>(next_word(line));
  const auto time = next_word(line);
  const auto modified = number<std::int64_t>(time.substr(0, time.find('.')));
  if (type.size() != 1 || !mode || !size || !modified) return std::nullopt;
  return transport::FileAttributes{
      .size = *size,
      .mode = type_bits(type) | (*mode & 07777),
      .modified = static_cast<std::uint32_t>(std::clamp<std::int64_t>(*modified, 0, UINT32_MAX))};
}

}  // namespace

TreeFinder::TreeFinder(transport::Host& host, std::string root, TreeLister::See see)
    : root_(std::move(root)),
      see_(std::move(see)),
      program_(host, {.answered = [this](std::string_view line) { answered(line); }, .ended = [] {}}) {}

void TreeFinder::start() {
  program_.start(fmt::format(find_script, shell_quote(root_), find_greeting, find_end));
  program_.finish();
}

void TreeFinder::answered(std::string_view line) {
  if (!greeted_) {
    greeted_ = line == find_greeting;
    return;
  }
  found_ = line == find_end;
  if (found_ || ++seen_ > worth_it) return program_.stop();
  look_at(line);
}

/// A folder comes before what is in it.
void TreeFinder::look_at(std::string_view line) {
  const auto attributes = read_attributes(line);
  std::string path(line);
  std::ranges::replace(path, '\0', '\n');
  if (!attributes || !is_safe_relative_path(path)) return program_.stop();
  if (!left_out_.empty() && path.starts_with(left_out_)) return;
  if (!see_(path, *attributes) && attributes->is_directory()) left_out_ = path + '/';
}

}  // namespace aifactory::transfer
