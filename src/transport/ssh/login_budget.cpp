// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/login_budget.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

namespace aifactory::transport::ssh {

void spend_login(const std::filesystem::path& folder, const std::string& site, Person& person) {
  make_private_directory(folder);
  await_shared(folder / short_hash(site), login_pace, [&](std::chrono::seconds wait) {
    person.tell(fmt::format("Many new logins at {} lately; waiting {} s so that the site does not block this address.",
                            printable(site), wait.count()));
  });
}

}  // namespace aifactory::transport::ssh
