// SPDX-License-Identifier: Apache-2.0
#include "dataset/pack/tar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>

namespace aifactory::dataset {
namespace {

using transfer::Entry;
using transfer::EntryKind;

constexpr std::size_t name_field = 100;

/// Fields of the header: where they begin and how long they are.
struct Field {
  std::size_t at;
  std::size_t size;
};
constexpr Field name{0, name_field}, mode{100, 8}, owner{108, 8}, group{116, 8}, length{124, 12}, modified{136, 12},
    checksum{148, 8}, type{156, 1}, link{157, name_field}, magic{257, 8};

void put(std::string& block, Field field, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), field.size), block.begin() + static_cast<std::ptrdiff_t>(field.at));
}

/// Octal digits with a NUL behind them; what has no room for that in base 256 with the first bit set (GNU).
void put_number(std::string& block, Field field, std::uint64_t value) {
  const std::string digits = fmt::format("{:0{}o}", value, field.size - 1);
  if (digits.size() < field.size) return put(block, field, digits);
  for (std::size_t i = 0; i < field.size; ++i, value >>= 8)
    block[field.at + field.size - 1 - i] = static_cast<char>(value & 0xff);
  block[field.at] = static_cast<char>(0x80);
}

void put_checksum(std::string& block) {
  put(block, checksum, "        ");
  const unsigned sum = std::accumulate(block.begin(), block.end(), 0u,
                                       [](unsigned so_far, char c) { return so_far + static_cast<unsigned char>(c); });
  put(block, checksum, fmt::format("{:06o}", sum));
  block[checksum.at + 6] = '\0';
}

std::string block_of(std::string_view path, char kind, std::uint64_t size) {
  std::string block(tar_block, '\0');
  put(block, name, path);
  put(block, type, {&kind, 1});
  put_number(block, owner, 0);
  put_number(block, group, 0);
  put_number(block, length, size);
  put(block, magic, "ustar  ");
  return block;
}

std::string long_text(const std::string& text, char kind) {
  if (text.size() < name_field) return {};
  std::string block = block_of("././@LongLink", kind, text.size() + 1);
  put_number(block, mode, 0644);
  put_number(block, modified, 0);
  put_checksum(block);
  return block + text + std::string(1 + tar_padding(text.size() + 1), '\0');
}

char kind_of(const Entry& entry) {
  if (entry.kind == EntryKind::directory) return '5';
  return entry.kind == EntryKind::symlink ? '2' : '0';
}

}  // namespace

std::uint64_t tar_padding(std::uint64_t size) {
  return (tar_block - size % tar_block) % tar_block;
}

std::string tar_header(const Entry& entry) {
  const std::string path = entry.path + (entry.kind == EntryKind::directory ? "/" : "");
  std::string block = block_of(path, kind_of(entry), entry.kind == EntryKind::file ? entry.size : 0);
  put_number(block, mode, entry.mode & 0777);
  put_number(block, modified, static_cast<std::uint64_t>(std::max<std::int64_t>(entry.modified_ns / 1'000'000'000, 0)));
  put(block, link, entry.target);
  put_checksum(block);
  return long_text(path, 'L') + long_text(entry.target, 'K') + block;
}

std::string tar_end() {
  return std::string(2 * tar_block, '\0');
}

}  // namespace aifactory::dataset
