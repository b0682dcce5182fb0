// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"

#include <array>
#include <string>

namespace aifactory::dataset {

/// What is to be unpacked, where it lies.
struct Packed {
  transport::Host& host;
  std::string path;  ///< of the dataset
  const transfer::Approve& approve;
  transfer::Observer& observer;
};

/// True when it lists archives, not files.
bool is_packed(const transfer::Manifest& manifest);

/// What may lie beside a dataset when unpacking was broken off, under names that no dataset has: its files, its
/// archives, and a list.
std::array<std::string, 3> beside_while_unpacking(const std::string& path);

/// Puts the files of the archives in the place of these, by one command there, once each has the SHA-256 of the index.
/// Broken off, it goes on. The manifest of the files. Errors: usage when nothing is packed; unavailable on hosts
/// that run no commands; io, when an archive is damaged or there is no room.
transfer::Manifest unpack(const Packed& packed, const transfer::Manifest& manifest);

}  // namespace aifactory::dataset
