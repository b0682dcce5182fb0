// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/fetch.hpp"
#include "aifactory/output/records.hpp"

#include <filesystem>

namespace aifactory::cli {

class AppContext;

/// Fields of what a fetch brought.
const output::Shape& fetch_shape();
void print_fetched(AppContext& context, const job::Run& run, const std::filesystem::path& folder,
                   const job::Fetched& fetched);

/// The files that a fetch would bring, one a line.
void print_fetch_list(AppContext& context, const job::Fetched& fetched);

}  // namespace aifactory::cli
