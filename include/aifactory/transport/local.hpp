// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include <memory>

namespace aifactory::transport {

/// This machine: programs as children of this process, files directly. Programs start in the home folder with the
/// environment of this process.
std::unique_ptr<Host> make_local_host();

/// This machine's files alone.
std::unique_ptr<FileChannel> make_local_files();

}  // namespace aifactory::transport
