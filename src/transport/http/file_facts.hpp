// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/http.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory::transport::http {

/// What the headers of a 200 or 206 say of the file.
Facts read_facts(const Response& response, std::string_view url);

/// Where the bytes of a 206 begin ("Content-Range: bytes 10-99/100"). Errors: protocol.
std::uint64_t range_start(const Response& response);

/// The size of the whole file in a Content-Range ("bytes */100"), where it is told.
std::optional<std::uint64_t> size_in_range(const Response& response);

}  // namespace aifactory::transport::http
