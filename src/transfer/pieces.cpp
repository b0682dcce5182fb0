// SPDX-License-Identifier: Apache-2.0
#include "transfer/pieces.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <algorithm>

namespace aifactory::transfer {
namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

}  // namespace

std::uint64_t piece_size(std::uint64_t file_size) {
  return file_size <= 1024 * mebibyte ? 2 * mebibyte : 8 * mebibyte;
}

std::uint32_t piece_count(std::uint64_t file_size) {
  const auto size = piece_size(file_size);
  return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (file_size + size - 1) / size));
}

void require_possible_size(const Entry& entry) {
  constexpr std::uint64_t largest = std::uint64_t{1} << 50;
  if (entry.size <= largest) return;
  throw Error{{.kind = ErrorKind::bad_input,
               .what = "the file is said to be larger than 1 PiB: " + printable(entry.path),
               .hint = "leave it out, or cut it into parts"}};
}

}  // namespace aifactory::transfer
