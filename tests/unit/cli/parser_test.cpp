// SPDX-License-Identifier: Apache-2.0
#include "cli/parser.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"

#include <cstdlib>

using namespace aifactory;
using namespace aifactory::cli;

namespace {

struct Bound {
  bool follow = false;
  std::optional<int> tail;
  std::optional<Seconds> timeout;
  std::string run;
  std::vector<std::string> names;
  std::optional<std::string> json;
  std::optional<std::string> site;
};

Command tree(Bound& bound) {
  static const output::Shape shape{
      .fields = {{"run", "RUN"}, {"state", "STATE"}}, .name_field = "run", .empty_note = ""};
  return {.name = "aifactory",
          .options = {{"--json", "", &bound.json, "FIELDS"}, {"--site", "", &bound.site, "SITE"}},
          .subcommands = {{.name = "job",
                           .subcommands = {{.name = "logs",
                                            .options = {{"RUN", "", &bound.run},
                                                        {"-f,--follow", "", &bound.follow},
                                                        {"--tail", "", &bound.tail, "LINES"},
                                                        {"--timeout", "", &bound.timeout, "DURATION"}},
                                            .shape = &shape},
                                           {.name = "cancel", .options = {{"RUN", "", &bound.names}}}}}}};
}

std::string usage_error(const std::vector<std::string>& arguments) {
  Bound bound;
  const Command root = tree(bound);
  try {
    parse(root, arguments);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("options and positionals reach what they are bound to") {
  Bound bound;
  const Command root = tree(bound);
  const Parsed parsed =
      parse(root, {"--site", "mn5", "job", "logs", "train-7f3k", "-f", "--tail=20", "--timeout", "2h"});
  CHECK(parsed.path == std::vector<std::string>{"job", "logs"});
  CHECK(bound.site == "mn5");
  CHECK(bound.run == "train-7f3k");
  CHECK(bound.follow);
  CHECK(bound.tail == 20);
  CHECK(bound.timeout == Seconds(7200));
}

TEST_CASE("global options may stand behind the command") {
  Bound bound;
  const Command root = tree(bound);
  parse(root, {"job", "cancel", "a", "b", "--site", "lab"});
  CHECK(bound.names == std::vector<std::string>{"a", "b"});
  CHECK(bound.site == "lab");
}

TEST_CASE("a bare --json does not swallow the run behind it") {
  Bound bound;
  const Command root = tree(bound);
  SECTION("run") {
    parse(root, {"job", "logs", "--json", "train-7f3k"});
    CHECK(bound.run == "train-7f3k");
    CHECK(bound.json == "*");
  }
  SECTION("fields") {
    parse(root, {"job", "logs", "--json", "run,state"});
    CHECK(bound.json == "run,state");
  }
  SECTION("one field") {
    parse(root, {"job", "logs", "--json", "state"});
    CHECK(bound.json == "state");
  }
  SECTION("at the end") {
    parse(root, {"job", "logs", "--json"});
    CHECK(bound.json == "*");
  }
}

TEST_CASE("mistakes are named with what was meant") {
  CHECK(usage_error({"jbo"}).find("did you mean 'job'?") != std::string::npos);
  CHECK(usage_error({"job", "lgos"}).find("did you mean 'logs'?") != std::string::npos);
  CHECK(usage_error({"job", "logs", "--folow"}).find("did you mean '--follow'?") != std::string::npos);
  CHECK(usage_error({"job", "logs", "--tail", "many"}) == "--tail: 'many' is not a whole number");
  CHECK(usage_error({"job", "logs", "--timeout", "soon"}).find("--timeout: 'soon'") == 0);
  CHECK(usage_error({"job", "logs", "a", "b"}).find("takes no further argument 'b'") != std::string::npos);
}

TEST_CASE("control characters of a wrong word are not printed") {
  CHECK(usage_error({"job\x1b[31m"}).find('\x1b') == std::string::npos);
}

TEST_CASE("every option has an environment form") {
  Bound bound;
  const Command root = tree(bound);
  CHECK(environment_name({"job", "logs"}, root.subcommands[0].subcommands[0].options[1]) ==
        "AIFACTORY_JOB_LOGS_FOLLOW");
  ::setenv("AIFACTORY_SITE", "from-environment", 1);
  ::setenv("AIFACTORY_JOB_LOGS_FOLLOW", "1", 1);
  SECTION("used when the flag is missing") {
    parse(root, {"job", "logs"});
    CHECK(bound.site == "from-environment");
    CHECK(bound.follow);
  }
  SECTION("a flag wins") {
    parse(root, {"job", "logs", "--site", "flag"});
    CHECK(bound.site == "flag");
  }
  ::unsetenv("AIFACTORY_SITE");
  ::unsetenv("AIFACTORY_JOB_LOGS_FOLLOW");
}

TEST_CASE("help is a wish, not an error") {
  Bound bound;
  const Command root = tree(bound);
  const Parsed parsed = parse(root, {"job", "logs", "--help"});
  CHECK(parsed.want == Parsed::Want::help);
  CHECK(parsed.command->name == "logs");
}
