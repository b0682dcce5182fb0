// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/login_budget.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

namespace aifactory::transport::ssh {

void spend_login(const std::filesystem::path& folder, const std::string& site, Person& person) {
  make_private_directory(folder);
  await_shared(folder / short_hash(site), login_pace, [&](std::chrono::seconds wait) {
    const auto why =
        fmt::format("Many new logins at {} lately; waiting {} s so that the site does not block this address.",
                    printable(site), wait.count());
    if (!person.waits(why))
      throw Error{{.kind = ErrorKind::unavailable,
                   .what = fmt::format("many new logins at {} lately", printable(site)),
                   .why = "another one so soon might block this address there"}};
  });
}

void give_login_back(const std::filesystem::path& folder, const std::string& site) {
  give_back_shared(folder / short_hash(site), login_pace);
}

}  // namespace aifactory::transport::ssh
