// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/jobs.hpp"

namespace aifactory::cli {

class AppContext;

/// Why a run is as it is. A site that cannot be asked now is warned of, and the run explained from what is known here.
job::Diagnosis diagnosed(AppContext& context, const job::Run& run);

}  // namespace aifactory::cli
