// SPDX-License-Identifier: Apache-2.0
#include "account/answer.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/transport/local.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::account;

TEST_CASE("associations: one an account, whatever clusters and partitions it has rows for") {
  // sacctmgr -nP of Slurm 22.05, 23.11 and 24.11 with several clusters in one database.
  const auto all = read_associations(
      "ehpc42|acc_debug,acc_ehpc,gp_ehpc|gp_ehpc\n"
      "bsc01|normal|\n"
      "ehpc42|acc_ehpc,acc_interactive|gp_ehpc\n");
  REQUIRE(all.size() == 2);
  CHECK(all[0].account == "ehpc42");
  CHECK(all[0].qos == std::vector<std::string>{"acc_debug", "acc_ehpc", "gp_ehpc", "acc_interactive"});
  CHECK(all[0].default_qos == "gp_ehpc");
  CHECK(all[1].default_qos.empty());
}

TEST_CASE("rows that are none are passed over") {
  CHECK(read_associations("").empty());
  CHECK(read_associations("\n\n").empty());
  CHECK(read_associations("|normal|normal\n").empty());
  CHECK(read_associations("no bars at all\n").empty());
  CHECK(read_associations("a||\r\n").front().qos.empty());
}

TEST_CASE("a whole answer") {
  const auto answer = read_answer("user alice\ngroups users ehpc42\nassociations\nehpc42|normal|normal\nended 0\n", "");
  CHECK(answer.user == "alice");
  CHECK(answer.groups == std::vector<std::string>{"users", "ehpc42"});
  REQUIRE(answer.associations.size() == 1);
  CHECK(answer.not_known.empty());
}

TEST_CASE("what is known is kept, what is not is named") {
  struct Case {
    const char* out;
    const char* err;
    const char* not_known;
  };
  const Case all[] = {
      {"user a\ngroups g\nno sacctmgr\n", "", "there is no sacctmgr"},
      {"user a\ngroups g\nassociations\nended 124\n", "", "did not answer within 20 s"},
      {"user a\ngroups g\nassociations\nended 1\n",
       "sacctmgr: error: slurm_persist_conn_open_without_init: failed to open persistent connection to "
       "host:localhost:6819: "
       "Connection refused\nsacctmgr: error: Sending PersistInit msg: Connection refused\n",
       "status 1: sacctmgr: error: Sending PersistInit msg: Connection refused"},
      {"user a\ngroups g\nassociations\nended 1\n", "", "status 1"},
      {"user a\ngroups g\nassociations\nended 1\n", "\x1b[31mred\n", "\\x1b[31mred"},
  };
  for (const auto& c : all) {
    const auto answer = read_answer(c.out, c.err);
    CHECK(answer.user == "a");
    CHECK(answer.associations.empty());
    CHECK(answer.not_known.find(c.not_known) != std::string::npos);
  }
}

TEST_CASE("an answer that was cut, or is none, is not believed") {
  for (const auto* out : {"", "user a\n", "user \ngroups g\n", "user a\ngroups g\nassociations\n",
                          "user a\ngroups g\nassociations\nehpc42|q|q\n", "user a\ngroups g\nwelcome\n",
                          "bash: id: command not found\n", "groups g\nuser a\n"}) {
    INFO(out);
    try {
      read_answer(out, "");
      FAIL("believed");
    } catch (const Error& e) {
      CHECK(e.kind() == ErrorKind::protocol);
    }
  }
}

TEST_CASE("this machine answers the question") {
  const auto host = transport::make_local_host();
  for (const auto ask : {Ask::user_only, Ask::associations}) {
    const auto output = transport::run(*host, {.script = question(ask)});
    CHECK(output.ending.ok());
    const auto answer = read_answer(output.out, output.err);
    CHECK_FALSE(answer.user.empty());
    CHECK_FALSE(answer.groups.empty());
  }
}
