// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"

#include "dataset/streams.hpp"

namespace aifactory::dataset {

/// Sends a folder as a few tar archives and an index of them, made while they are sent: nothing is written here. What
/// archives the site has is not read again. Errors: as transfer::upload; bad_input where unpacked files lie there.
transfer::UploadResult send_packed(const Destination& to, const config::Dataset& dataset);

}  // namespace aifactory::dataset
