// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"

namespace aifactory::test {

/// The failure that `act` must end with.
template <typename Act>
Failure failure_of(const Act& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.failure();
  }
  FAIL("nothing failed");
  return {};
}

/// Its kind.
template <typename Act>
ErrorKind kind_of(const Act& act) {
  return failure_of(act).kind;
}

}  // namespace aifactory::test
