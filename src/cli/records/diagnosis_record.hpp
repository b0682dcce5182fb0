// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/jobs.hpp"
#include "aifactory/output/records.hpp"

namespace aifactory::cli {

class AppContext;

const output::Shape& diagnosis_shape();

/// For people: why and what next, then the evidence word for word.
void print_diagnosis(AppContext& context, const job::Diagnosis& diagnosis);

}  // namespace aifactory::cli
