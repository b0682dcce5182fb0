// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/ssh.hpp"

#include <fmt/format.h>

namespace aifactory::cli {

/// For logins that are made beside the first one: they ask nothing, tell nothing, and do not wait for their turn.
class Nobody final : public transport::ssh::Person {
 public:
  /// Errors: not_permitted, always.
  Secret ask(std::string_view text, Echo) override {
    throw Error{{.kind = ErrorKind::not_permitted,
                 .what = fmt::format("'{}' was asked for, and a further login asks nobody", trim(text))}};
  }
  bool confirm(std::string_view) override { return false; }
  void tell(std::string_view) override {}
  bool waits(std::string_view) override { return false; }
};

}  // namespace aifactory::cli
