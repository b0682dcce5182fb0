// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/terminal.hpp"

#include <sstream>
#include <string>

/// Both streams caught in strings.
struct Streams {
  std::ostringstream result, talk;
  aifactory::output::Terminal terminal{.result = {.out = &result}, .talk = {.out = &talk}};

  static Streams of_people(std::size_t columns) {
    Streams streams;
    for (auto* stream : {&streams.terminal.result, &streams.terminal.talk}) {
      stream->terminal = true;
      stream->columns = columns;
    }
    return streams;
  }
  Streams() = default;
  Streams(Streams&& other) noexcept : terminal(other.terminal) {
    terminal.result.out = &result;
    terminal.talk.out = &talk;
  }
};
