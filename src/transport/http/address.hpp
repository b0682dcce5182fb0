// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/http.hpp"

#include <string>
#include <string_view>

namespace aifactory::transport::http {

/// What matters of an address before it is used.
struct Address {
  bool encrypted = false;
  std::string host;
};

/// Errors: bad_input for what is no http or https address.
Address require_address(std::string_view url);

/// A token goes over https, or to this machine itself. Errors: not_permitted.
void require_private(const Address& address, std::string_view url);

/// "Name: value". Errors: bad_input for line ends and control characters, which would become headers of their own.
std::string header_line(const Header& header);

}  // namespace aifactory::transport::http
