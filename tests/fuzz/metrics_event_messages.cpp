// SPDX-License-Identifier: Apache-2.0
#include "messages.hpp"
#include "metrics_reader.hpp"
#include "support/framed_files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aifactory;
  std::string file;
  for (const auto message : fuzz::messages_in(data, size))
    file += test::event_record(std::string(message));
  return fuzz::read_in_pieces(monitoring::Format::event_file, reinterpret_cast<const std::uint8_t*>(file.data()),
                              file.size());
}
