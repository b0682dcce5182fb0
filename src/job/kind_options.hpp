// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include "job/option_list.hpp"

namespace aifactory::job {

/// What the kind of a job asks of the batch system: array or sweep, warning signal, requeue. Errors: bad_input.
void add_kind_options(const config::Job& job, const config::SiteProfile& site, OptionList& options, Plan& plan);

/// Counts the tasks of what the options say in the end. Errors: bad_input for what is no array, and for one that a
/// sweep stands against.
void count_tasks(const config::Job& job, const OptionList& options, Plan& plan);

}  // namespace aifactory::job
