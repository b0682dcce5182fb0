// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"
#include "aifactory/config/settings.hpp"

#include "config/key.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace aifactory::config {
namespace {

using Json = nlohmann::ordered_json;

/// Formats of the table match whole texts.
std::string whole(std::string_view format) {
  return fmt::format("^(?:{})$", format);
}

Json text_schema(const Key& key) {
  // YAML reads 42 and 2024 as numbers where text is meant; both are taken.
  Json schema = {{"type", {"string", "number"}}};
  if (!key.format.empty()) schema["pattern"] = whole(key.format);
  return schema;
}

Json list_schema(const Key& key) {
  const auto item = text_schema(key);
  return {{"anyOf", {item, {{"type", "array"}, {"items", item}}}}};
}

Json secret_schema() {
  return {
      {"type", "object"},
      {"properties", {{"command", {{"type", "string"}, {"description", "Run by /bin/sh; its first line is used"}}}}},
      {"required", {"command"}},
      {"additionalProperties", false}};
}

Json leaf_schema(const Key& key) {
  switch (key.type) {
    case Type::integer:
      return {{"type", "integer"}, {"minimum", key.least}, {"maximum", key.most}};
    case Type::number:
      return {{"type", "number"}, {"minimum", 0}};
    case Type::boolean:
      return {{"type", "boolean"}};
    case Type::choice:
      return {{"enum", split(key.choices, '|')}};
    case Type::texts:
    case Type::paths:
    case Type::patterns:
      return list_schema(key);
    case Type::secret:
      return secret_schema();
    case Type::duration:
    case Type::idle:
    case Type::bytes:
      return {{"type", {"string", "integer"}}};
    default:
      return text_schema(key);
  }
}

Json schema_of(const Rule& rule);

/// An object; empty ones ("datasets:" with nothing below) are taken, too.
Json map_schema(const Rule& rule) {
  Json schema = {{"type", {"object", "null"}}};
  schema["additionalProperties"] = false;
  for (const auto& child : rule.children) {
    if (child.name == "*") {
      schema["additionalProperties"] = schema_of(child);
    } else {
      schema["properties"][child.name] = schema_of(child);
    }
  }
  if (rule.key && !rule.key->format.empty()) schema["propertyNames"] = {{"pattern", whole(rule.key->format)}};
  return schema;
}

Json value_schema(const Rule& rule) {
  if (rule.key && rule.key->type == Type::maps) {
    return {{"type", {"array", "null"}}, {"items", map_schema(rule.children.front())}};
  }
  return !rule.key || rule.key->type == Type::map ? map_schema(rule) : leaf_schema(*rule.key);
}

Json fallback_value(const Key& key) {
  if (key.type == Type::integer || key.type == Type::boolean) return Json::parse(key.fallback);
  return std::string(key.fallback);
}

Json schema_of(const Rule& rule) {
  Json schema = {{"description", rule.key ? std::string(rule.key->description) : std::string()}};
  schema.update(value_schema(rule));
  if (rule.key && !rule.key->fallback.empty()) schema["default"] = fallback_value(*rule.key);
  return schema;
}

}  // namespace

std::string project_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "aifactory.yaml"},
                 {"description", "A project of aifactory: site, datasets and jobs. ${VAR} is not expanded anywhere"}};
  auto root = map_schema(project_rules());
  root["type"] = "object";
  schema.update(root);
  auto& job = schema["properties"]["jobs"]["additionalProperties"];
  job["oneOf"] = {{{"required", {"command"}}}, {{"required", {"script"}}}};
  schema["properties"]["datasets"]["additionalProperties"]["required"] = {"path"};
  return schema.dump(2) + "\n";
}

}  // namespace aifactory::config
