// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace aifactory::monitoring {

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), as TensorFlow's record files mask it.
std::uint32_t crc32c(std::string_view bytes);
std::uint32_t masked_crc32c(std::string_view bytes);

/// CRC-32 of zlib and IEEE 802.3; `before` is the sum of what stood in front.
std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);

}  // namespace aifactory::monitoring
