// SPDX-License-Identifier: Apache-2.0
#include "cli/transfer_extent.hpp"

namespace aifactory::cli {

Option verify_option(std::string& to) {
  return {.name = "--verify",
          .help = "which files are proved by SHA-256 when they have arrived (default: full)",
          .to = &to,
          .value = "EXTENT",
          .choices = {"full", "sample", "none"}};
}

transfer::Proof proof_of(const std::string& verify) {
  if (verify == "sample") return transfer::Proof::sample;
  return verify == "none" ? transfer::Proof::none : transfer::Proof::full;
}

transfer::Compare compare_of(bool checksum) {
  return checksum ? transfer::Compare::content : transfer::Compare::size_and_time;
}

}  // namespace aifactory::cli
