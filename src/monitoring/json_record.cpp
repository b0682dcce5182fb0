// SPDX-License-Identifier: Apache-2.0
#include "monitoring/json_record.hpp"

#include "aifactory/base/quantity.hpp"

namespace aifactory::monitoring {
namespace {

void read_object(JsonCursor& cursor, Row& row, std::string& path) {
  const auto length = path.size();
  std::string_view key;
  for (cursor.enter(); cursor.next_member(key);) {
    if (length != 0) path += '/';
    path.append(key.substr(0, SeriesBuilder::name_limit));
    read_value(cursor, row, path);
    path.resize(length);
  }
}

void read_time(JsonCursor& cursor, Row& row) {
  if (cursor.kind() == JsonCursor::Kind::number) return row.set_time(cursor.number());
  if (cursor.kind() != JsonCursor::Kind::string) return cursor.skip();
  if (const auto time = parse_time(cursor.string())) {
    row.set_time(static_cast<double>(time->time_since_epoch().count()));
  }
}

void read_member(JsonCursor& cursor, Row& row, std::string_view key) {
  std::string name(key.substr(0, SeriesBuilder::name_limit));
  const auto role = role_of(name);
  if (role.kind == Role::Kind::time) return read_time(cursor, row);
  if (role.kind == Role::Kind::value) return read_value(cursor, row, name);
  if (cursor.kind() != JsonCursor::Kind::number) return cursor.skip();
  row.set_step(role.rank, cursor.number());
}

}  // namespace

void read_value(JsonCursor& cursor, Row& row, std::string& name) {
  if (cursor.kind() == JsonCursor::Kind::object) return read_object(cursor, row, name);
  if (cursor.kind() != JsonCursor::Kind::number) return cursor.skip();
  const double value = cursor.number();
  if (cursor.ok()) row.add(name, value);
}

bool read_record(JsonCursor& cursor, Row& row) {
  if (cursor.kind() != JsonCursor::Kind::object) return false;
  std::string_view key;
  for (cursor.enter(); cursor.next_member(key);)
    read_member(cursor, row, key);
  return cursor.ok();
}

}  // namespace aifactory::monitoring
