// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"

namespace aifactory::transport {

/// The connection broke, or the server's program did, while something was under way (kind try_again): what is safe to
/// repeat may be tried over a new one.
class ConnectionLost final : public Error {
  using Error::Error;
};

}  // namespace aifactory::transport
