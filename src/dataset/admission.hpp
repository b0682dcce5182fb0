// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"

namespace aifactory::dataset {

// What must hold before a dataset goes anywhere.

/// Personal data need a legal basis or an agreement. Errors: not_permitted.
void require_agreement(const config::Dataset& dataset);

/// A single file whose checksum is given is that file. Errors: bad_input.
void require_checksum(const config::Dataset& dataset);

/// Of an address: encryption proves the server; without it only a checksum proves the data. Errors: not_permitted.
void require_trust(const config::Dataset& dataset);

}  // namespace aifactory::dataset
