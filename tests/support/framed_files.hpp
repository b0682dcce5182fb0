// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitoring/checksum.hpp"
#include "support/message_builder.hpp"

#include <string>
#include <string_view>

namespace aifactory::test {

/// One record of a TensorBoard event file, with right sums.
inline std::string event_record(const std::string& data) {
  using monitoring::masked_crc32c;
  const auto length = little_endian_bytes(data.size(), 8);
  return length + little_endian_bytes(masked_crc32c(length), 4) + data + little_endian_bytes(masked_crc32c(data), 4);
}

/// Writes what W&B's datastore writes: records in blocks of 32 KiB behind a header.
class WandbFile {
 public:
  static constexpr std::size_t block = 32768;

  void add(const std::string& record) {
    std::string_view data = record;
    bool first = true;
    do {
      if (block - bytes.size() % block < 7) bytes.append(block - bytes.size() % block, '\0');
      const auto room = block - bytes.size() % block - 7;
      const auto part = data.substr(0, room);
      data.remove_prefix(part.size());
      piece(first ? (data.empty() ? 1 : 2) : (data.empty() ? 4 : 3), part);
      first = false;
    } while (!data.empty());
  }

  std::string bytes{":W&B\xE1\xBE\0", 7};

 private:
  void piece(int kind, std::string_view data) {
    const auto summed = std::string(1, static_cast<char>(kind)) + std::string(data);
    bytes += little_endian_bytes(monitoring::crc32(summed), 4) + little_endian_bytes(data.size(), 2) + summed;
  }
};

}  // namespace aifactory::test
