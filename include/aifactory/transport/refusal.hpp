// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"

namespace aifactory::transport {

/// The host does not do this (run commands, open a further channel), for anybody or for this user: not a fault, another
/// way must be found.
inline bool is_refusal(const Error& error) {
  return error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::not_permitted;
}

}  // namespace aifactory::transport
