// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"
#include "aifactory/config/site_profile.hpp"
#include "aifactory/scheduler/options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aifactory::job {

/// The options of one job while they are put together: one of each name.
class OptionList {
 public:
  void set(std::string name, std::string value);
  void set(const scheduler::Option& option);
  const scheduler::Option* find(std::string_view name) const;
  /// Takes out what the site refuses; the names of what was there.
  std::vector<std::string> remove(const std::vector<std::string>& forbidden);
  std::vector<std::string> words() const;

 private:
  std::vector<scheduler::Option> options_;
};

/// Options that aifactory itself sets, or that make sbatch do something else than submit one job.
bool is_own_option(std::string_view name);

/// `sbatch:` of the project file. Errors: bad_input for own options.
std::vector<scheduler::Option> user_options(const config::Job& job);

}  // namespace aifactory::job
