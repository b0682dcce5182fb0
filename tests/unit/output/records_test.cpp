// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/records.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"

#include "support/catch.hpp"
#include "unit/output/streams.hpp"

#include <nlohmann/json.hpp>

#include <functional>

using namespace aifactory;
using namespace aifactory::output;
using Json = nlohmann::ordered_json;

namespace {

const Shape shape = {{{"name", "Run"},
                      {"state", "State", As::state},
                      {"started", "Started", As::time},
                      {"elapsed", "Elapsed", As::duration},
                      {"size", "Size", As::bytes},
                      {"note", "Note"},
                      {"id", "Id", As::text, In::wide},
                      {"folder", "Folder", As::text, In::json}},
                     "name",
                     "no runs yet"};

std::vector<Json> sample() {
  return {{{"name", "train-7f3k"},
           {"state", "COMPLETED"},
           {"started", format_time(now() - Seconds(185))},
           {"elapsed", 5400},
           {"size", 1536},
           {"note", "a\tb\nc"},
           {"id", "12"},
           {"folder", "/f"}},
          {{"name", "eval"}, {"state", "FAILED"}, {"started", nullptr}, {"note", "\x1b[31m"}}};
}

std::string listed(Streams streams, const Selection& selection, const std::vector<Json>& records = sample()) {
  print_list(streams.terminal, shape, records, selection);
  return streams.result.str();
}

std::string shown(Streams streams, const Selection& selection) {
  print_record(streams.terminal, shape, sample()[0], selection);
  return streams.result.str();
}

std::string usage_error(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.failure().what + "\n" + error.failure().hint;
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("formats are known by name, with a word for slips") {
  CHECK(parse_format("jsonl") == Format::jsonl);
  CHECK(usage_error([] { parse_format("jason"); }) ==
        "there is no output format 'jason' (did you mean 'json'?)\n"
        "choose from: table, wide, json, jsonl, csv, yaml, name");
}

TEST_CASE("programs get rows of plain values between tabs, without a head") {
  const std::string started = sample()[0]["started"];
  CHECK(listed({}, {}) ==
        "train-7f3k\tCOMPLETED\t" + started + "\t5400\t1536\ta b c\n" + "eval\tFAILED\t\t\t\t\\x1b[31m\n");
  CHECK(split_lines(listed({}, {.format = Format::wide, .fields = {}}))[0].ends_with("a b c\t12"));
}

TEST_CASE("people get aligned columns") {
  CHECK(listed(Streams::of_people(80), {}) ==
        "RUN         STATE      STARTED        ELAPSED     SIZE  NOTE\n"
        "train-7f3k  COMPLETED  3 minutes ago   1h 30m  1.5 KiB  a b c\n"
        "eval        FAILED                                      \\x1b[31m\n");
}

TEST_CASE("a table is cut to the terminal, names last") {
  auto records = sample();
  records[0]["note"] = std::string(500, 'x') + "東京";
  for (const std::size_t columns : {120u, 80u, 60u, 40u, 30u}) {
    for (const std::string& line : split_lines(listed(Streams::of_people(columns), {}, records)))
      CHECK(display_width(line) <= columns);
  }
  CHECK(listed(Streams::of_people(50), {}, records).find("train-7f3k") != std::string::npos);
  CHECK(listed({}, {}, records).find(std::string(500, 'x') + "東京") != std::string::npos);
}

TEST_CASE("states have colours where colour is on") {
  Streams streams = Streams::of_people(80);
  streams.terminal.result.color = true;
  const std::string text = listed(std::move(streams), {});
  CHECK(text.find("\x1b[32mCOMPLETED\x1b[0m") != std::string::npos);
  CHECK(text.find("\x1b[31mFAILED\x1b[0m") != std::string::npos);
  CHECK(text.find("\x1b[1mRUN\x1b[0m") != std::string::npos);
}

TEST_CASE("JSON has everything, below items; JSON Lines an object a line") {
  const auto root = nlohmann::json::parse(listed({}, {.format = Format::json, .fields = {}}));
  REQUIRE(root.at("items").size() == 2);
  CHECK(root["items"][0]["folder"] == "/f");
  CHECK(root["items"][0]["note"] == "a\tb\nc");
  CHECK(root["items"][0]["size"] == 1536);
  const auto lines = split_lines(listed({}, {.format = Format::jsonl, .fields = {}}));
  REQUIRE(lines.size() == 2);
  CHECK(nlohmann::json::parse(lines[1])["name"] == "eval");
}

TEST_CASE("fields are chosen in the order asked for") {
  const std::vector<std::string> fields = {"folder", "name"};
  const auto root = Json::parse(listed({}, {.format = Format::json, .fields = fields}));
  CHECK(root["items"].dump() == R"([{"folder":"/f","name":"train-7f3k"},{"folder":null,"name":"eval"}])");
  CHECK(listed({}, {.format = Format::table, .fields = fields}) == "/f\ttrain-7f3k\n\teval\n");
  CHECK(shown({}, {.format = Format::jsonl, .fields = fields}) == "{\"folder\":\"/f\",\"name\":\"train-7f3k\"}\n");
}

TEST_CASE("an empty choice lists the names; an unknown one is refused, on an empty list too") {
  const std::string names = "name\nstate\nstarted\nelapsed\nsize\nnote\nid\nfolder\n";
  const std::vector<std::string> none, wrong = {"sate"};
  CHECK(listed({}, {.format = Format::json, .fields = none}) == names);
  CHECK(shown({}, {.format = Format::json, .fields = none}) == names);
  const std::string expected =
      "there is no field 'sate' (did you mean 'state'?)\n"
      "choose from: name, state, started, elapsed, size, note, id, folder";
  CHECK(usage_error([&] { listed({}, {.format = Format::json, .fields = wrong}, {}); }) == expected);
  CHECK(usage_error([&] { shown({}, {.format = Format::table, .fields = wrong}); }) == expected);
}

TEST_CASE("an empty list is valid output in every format, and said on stderr in a table") {
  CHECK(listed({}, {.format = Format::json, .fields = {}}, {}) == "{\n  \"items\": []\n}\n");
  CHECK(listed({}, {.format = Format::yaml, .fields = {}}, {}) == "items: []\n");
  for (const Format format : {Format::table, Format::wide, Format::jsonl, Format::name})
    CHECK(listed({}, {.format = format, .fields = {}}, {}).empty());
  Streams streams;
  print_list(streams.terminal, shape, {}, {});
  CHECK(streams.talk.str() == "note: no runs yet\n");
}

TEST_CASE("names only, one a line") {
  CHECK(listed({}, {.format = Format::name, .fields = {}}) == "train-7f3k\neval\n");
  CHECK(shown({}, {.format = Format::name, .fields = {}}) == "train-7f3k\n");
}

TEST_CASE("one record is shown as lines, without what is null") {
  const std::string started = sample()[0]["started"];
  CHECK(shown({}, {}) == "Run: train-7f3k\nState: COMPLETED\nStarted: " + started +
                             "\nElapsed: 5400\nSize: 1536\nNote: a b c\nId: 12\n");
  CHECK(shown(Streams::of_people(80), {}) == "Run:     train-7f3k\nState:   COMPLETED\nStarted: " + started +
                                                 " (3 minutes ago)\nElapsed: 1h 30m\nSize:    1.5 KiB\n"
                                                 "Note:    a b c\nId:      12\n");
  Streams streams;
  print_record(streams.terminal, shape, sample()[1], {});
  CHECK(streams.result.str() == "Run: eval\nState: FAILED\nNote: \\x1b[31m\n");
}

TEST_CASE("odd values are shown as they are") {
  const std::vector<Json> records = {{{"name", {"a", "b"}},
                                      {"state", true},
                                      {"started", "Unknown"},
                                      {"elapsed", 1e300},
                                      {"size", -1},
                                      {"note", {{"k", 1}}}}};
  CHECK(listed({}, {}, records) == "a, b\ttrue\tUnknown\t1e+300\t-1\t{\"k\":1}\n");
  const auto lines = split_lines(listed(Streams::of_people(80), {}, records));
  CHECK(lines[1] == "a, b  true   Unknown   1e+300    -1  {\"k\":1}");
}
