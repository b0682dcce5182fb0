// SPDX-License-Identifier: Apache-2.0
#include "job/run_name.hpp"

#include "aifactory/base/digest.hpp"

#include <algorithm>
#include <cctype>

namespace aifactory::job {

std::string new_run_name(std::string_view job) {
  constexpr std::size_t longest = 40;
  std::string name(job.substr(0, longest));
  std::ranges::replace_if(
      name, [](unsigned char c) { return !std::isalnum(c) && c != '_' && c != '-'; }, '-');
  if (name.empty() || name[0] == '-') name.insert(0, "run");
  return name + "-" + random_name(4);
}

}  // namespace aifactory::job
