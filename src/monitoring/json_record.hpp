// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitoring/json_cursor.hpp"
#include "monitoring/row.hpp"

#include <string>

namespace aifactory::monitoring {

/// Reads the object that stands at `cursor` into `row`: every number is a value, under its path joined with '/';
/// step and time at the top. Text, booleans, null and lists are passed over. False when it is not an object or is
/// broken: the row is then to be cleared.
bool read_record(JsonCursor& cursor, Row& row);

/// A number called `name`, or the numbers of an object of that name.
void read_value(JsonCursor& cursor, Row& row, std::string& name);

}  // namespace aifactory::monitoring
