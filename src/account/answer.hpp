// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/account/account.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aifactory::account {

/// What a site says of its user.
struct Answer {
  std::string user;
  std::vector<std::string> groups;
  std::vector<Association> associations;
  std::string not_known;  ///< why there are no associations; empty when the batch system answered
};

enum class Ask { user_only, associations };

/// POSIX sh text that prints it all in one go.
std::string question(Ask ask);

/// Reads what question() printed. Errors: protocol.
Answer read_answer(std::string_view out, std::string_view err);

/// Rows of `sacctmgr -nP show assoc format=account,qos,defaultqos`: one an account, whatever clusters and partitions.
std::vector<Association> read_associations(std::string_view rows);

}  // namespace aifactory::account
