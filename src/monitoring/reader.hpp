// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/monitoring/metrics.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace aifactory::monitoring {

/// One file of numbers, read while it grows: its bytes come in pieces of any size, in order.
class Reader {
 public:
  virtual ~Reader() = default;

  /// So many bytes are about to be fed, as far as is known: room may be made for what is in them.
  virtual void expect(std::uint64_t /*bytes*/) {}
  virtual void feed(std::string_view bytes) = 0;
  /// All that is there for now was fed: takes in what waited for more and is whole nevertheless. More may follow.
  virtual void settle() {}
  /// What was read so far.
  virtual Metrics metrics() const = 0;
  /// The same without a copy; the reader is spent.
  virtual Metrics take() = 0;
};

/// How a file is read, by its name.
enum class Format { json_lines, csv, trainer_state, event_file, wandb, unknown };
Format format_of(std::string_view path);

std::unique_ptr<Reader> make_json_lines_reader(std::string source);
std::unique_ptr<Reader> make_csv_reader(std::string source);
std::unique_ptr<Reader> make_trainer_state_reader(std::string source);
std::unique_ptr<Reader> make_event_file_reader(std::string source);
std::unique_ptr<Reader> make_wandb_reader(std::string source);
/// Empty for Format::unknown.
std::unique_ptr<Reader> make_reader(Format format, std::string source);

}  // namespace aifactory::monitoring
