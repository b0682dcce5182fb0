// SPDX-License-Identifier: Apache-2.0
#include "messages.hpp"
#include "metrics_reader.hpp"
#include "support/framed_files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aifactory;
  test::WandbFile file;
  for (const auto message : fuzz::messages_in(data, size))
    file.add(std::string(message));
  return fuzz::read_in_pieces(monitoring::Format::wandb, reinterpret_cast<const std::uint8_t*>(file.bytes.data()),
                              file.bytes.size());
}
