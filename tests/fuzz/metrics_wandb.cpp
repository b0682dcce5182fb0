// SPDX-License-Identifier: Apache-2.0
#include "metrics_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return aifactory::fuzz::read_in_pieces(aifactory::monitoring::Format::wandb, data, size);
}
