// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include "transport/local/child.hpp"

namespace aifactory::transport {

/// Moves bytes between a child's pipes and the frames of `socket` until the child has ended and its output is
/// delivered, or the other end of the socket is closed (then the child is ended too). Never throws.
void serve_child(Child child, UniqueFd socket) noexcept;

}  // namespace aifactory::transport
