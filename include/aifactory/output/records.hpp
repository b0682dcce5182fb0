// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/terminal.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::output {

enum class Format { table, wide, json, jsonl, csv, yaml, name };
/// Errors: usage, with the nearest name.
Format parse_format(std::string_view text);

/// How a value of a record is written in a table on a terminal. Elsewhere, as in JSON, bytes and seconds are plain
/// numbers and times RFC 3339 text.
enum class As { text, number, bytes, duration, time, state };
enum class In { table, wide, json };  ///< from where on it is shown

/// One field of a record: the single source of the table's column and of the names that --json takes.
struct Field {
  std::string name;   ///< snake_case JSON member
  std::string title;  ///< "Time limit": label of a record's line; a table's head has it in capitals
  As as = As::text;
  In in = In::table;
};

/// What a command shows: fields, and which of them names an item for `-o name`.
struct Shape {
  std::vector<Field> fields;
  std::string name_field;
  std::string empty_note;  ///< said on stderr when a list is empty: "no runs yet; …"
};

struct Selection {
  Format format = Format::table;
  std::optional<std::vector<std::string>> fields;  ///< --json a,b; an empty list prints the names there are
};

/// A list of records (JSON objects). json: {"items": [...]}; jsonl: an object a line; csv: RFC 4180
/// with a head; table: aligned on a terminal,
/// tab-separated without head elsewhere. Text from records is made printable in tables. Errors: usage for an unknown
/// field, naming all.
void print_list(const Terminal& terminal, const Shape& shape, const std::vector<nlohmann::ordered_json>& records,
                const Selection& selection);

/// One record: json: the object; table: "Title: value" lines, without the fields that are null.
void print_record(const Terminal& terminal, const Shape& shape, const nlohmann::ordered_json& record,
                  const Selection& selection);

/// A JSON value as block YAML (1.2 core; strings quoted where needed).
std::string to_yaml(const nlohmann::ordered_json& value);

}  // namespace aifactory::output
