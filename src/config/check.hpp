// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"

#include "config/key.hpp"
#include "config/node.hpp"

#include <string>
#include <vector>

namespace aifactory::config {

/// Everything in `node` that the rules do not know or that has a wrong type, in the order of the file. Values of
/// secrets are never repeated.
std::vector<Failure> check(const Node& node, const Rule& rule);

/// Throws the first one, with the others in its reasons.
void throw_if_any(std::vector<Failure> failures);

/// A map's names, quoted in an error about a name that is not there: "did you mean …" or the list.
std::string suggest(std::string_view name, const std::vector<std::string>& known);

}  // namespace aifactory::config
