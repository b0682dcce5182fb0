// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"

#include "cli/command.hpp"

#include <string>

namespace aifactory::cli {

/// --verify, which is the same for every transfer.
Option verify_option(std::string& to);
transfer::Proof proof_of(const std::string& verify);
transfer::Compare compare_of(bool checksum);

}  // namespace aifactory::cli
