// SPDX-License-Identifier: Apache-2.0
#include "config/key.hpp"
#include "config/value.hpp"
#include "fixture.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <regex>
#include <set>

using namespace aifactory;
using namespace aifactory::config;
using Json = nlohmann::json;

namespace {

/// The part of the schema that a pattern of the table leads to.
const Json* at(const Json& schema, const std::string& pattern) {
  const Json* here = &schema;
  std::size_t start = 0;
  while (here && start < pattern.size()) {
    const auto dot = std::min(pattern.find('.', start), pattern.size());
    const auto name = pattern.substr(start, dot - start);
    const auto* next = name == "*" ? "additionalProperties" : name == "[]" ? "items" : "properties";
    if (!here->contains(next)) return nullptr;
    here = &here->at(next);
    if (name != "*" && name != "[]") here = here->contains(name) ? &here->at(name) : nullptr;
    start = dot + 1;
  }
  return here;
}

}  // namespace

TEST_CASE("the schema parses and describes each key of the table") {
  const auto schema = Json::parse(project_schema());
  CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
  CHECK(schema.at("additionalProperties") == false);
  const auto see = [&](const Key& key, const std::string& prefix) {
    INFO(prefix << key.pattern);
    const auto* part = at(schema, prefix + std::string(key.pattern));
    REQUIRE(part);
    CHECK(part->at("description") == std::string(key.description));
  };
  for (const auto& key : project_keys())
    see(key, "");
  for (const auto& key : site_keys())
    see(key, "sites.*.");
}

TEST_CASE("the schema says what the table says") {
  const auto schema = Json::parse(project_schema());
  CHECK(at(schema, "jobs.*.gpus")->at("maximum") == 100'000);
  CHECK(at(schema, "jobs.*.class")->at("default") == "batch");
  CHECK(at(schema, "datasets.*.personal_data")->at("enum").size() == 4);
  CHECK(at(schema, "sites.*.password")->at("required") == Json::array({"command"}));
  CHECK(at(schema, "sites.*.use_ssh_config")->at("default") == true);
  CHECK(at(schema, "jobs.*")->at("oneOf").size() == 2);
  CHECK(schema.at("description").get<std::string>().find("${VAR} is not expanded") != std::string::npos);
}

TEST_CASE("the table is sound") {
  std::set<std::string_view> seen;
  for (const auto keys : {project_keys(), site_keys()}) {
    seen.clear();
    for (const auto& key : keys) {
      INFO(key.pattern);
      CHECK(seen.insert(key.pattern).second);
      CHECK_FALSE(key.description.empty());
      CHECK(key.description.back() != '.');
      CHECK((key.type == Type::choice) == !key.choices.empty());
      CHECK(key.least <= key.most);
      CHECK_NOTHROW(std::regex(std::string(key.format)));
      const Node fallback{.kind = Node::Kind::scalar, .text = std::string(key.fallback)};
      CHECK((key.fallback.empty() || fits(key, fallback)));
    }
  }
}

TEST_CASE("every map above a key has a row of its own") {
  for (const auto& root : {project_rules(), site_rules()}) {
    std::vector<const Rule*> open = {&root};
    while (!open.empty()) {
      const auto* rule = open.back();
      open.pop_back();
      INFO(rule->name);
      CHECK((rule->key || rule->name == "[]"));
      for (const auto& child : rule->children)
        open.push_back(&child);
    }
  }
}
