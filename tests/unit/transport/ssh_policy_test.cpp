// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/interrupt.hpp"

#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "transport/ssh/agent.hpp"
#include "transport/ssh/fair_share.hpp"
#include "transport/ssh/keeper.hpp"
#include "transport/ssh/liveness.hpp"
#include "transport/ssh/login_budget.hpp"
#include "transport/ssh/prompts.hpp"
#include "transport/ssh/secret_source.hpp"

#include <csignal>

using namespace aifactory;
using namespace aifactory::transport::ssh;
using namespace std::chrono_literals;
using aifactory::test::failure_of;

namespace {

class QuietPerson final : public Person {
 public:
  Secret ask(std::string_view, Echo) override { return Secret{}; }
  bool confirm(std::string_view) override { return false; }
  void tell(std::string_view text) override { told.emplace_back(text); }
  std::vector<std::string> told;
};

}  // namespace

TEST_CASE("liveness: silence, a question, death") {
  using Verdict = Liveness::Verdict;
  Liveness liveness{{.keep_alive = 10s, .dead_after = 30s}, 0s};
  CHECK(liveness.next_look() == 10s);
  CHECK(liveness.look(9s, 0) == Verdict::alive);
  CHECK(liveness.look(10s, 0) == Verdict::ask);
  CHECK(liveness.look(11s, 0) == Verdict::alive);
  CHECK(liveness.next_look() == 30s);
  SECTION("an answer") {
    CHECK(liveness.look(12s, 50) == Verdict::alive);
    CHECK(liveness.next_look() == 22s);
    CHECK(liveness.look(22s, 50) == Verdict::ask);
  }
  SECTION("none") {
    CHECK(liveness.look(29s, 0) == Verdict::alive);
    CHECK(liveness.look(30s, 0) == Verdict::dead);
  }
  SECTION("the machine slept: the server is asked again and has a moment to answer") {
    CHECK(liveness.look(3h, 0) == Verdict::ask);
    CHECK(liveness.look(3h + 5s, 0) == Verdict::alive);
    CHECK(liveness.look(3h + 10s, 0) == Verdict::dead);
  }
  SECTION("slept, and the connection has survived") {
    CHECK(liveness.look(3h, 0) == Verdict::ask);
    CHECK(liveness.look(3h + 1s, 99) == Verdict::alive);
    CHECK(liveness.look(3h + 10s, 99) == Verdict::alive);
  }
}

TEST_CASE("who has no file channel gets the newest of whoever has most") {
  using Uses = std::vector<FileUse>;
  CHECK_FALSE(channel_to_ask_back(Uses{}));
  CHECK_FALSE(channel_to_ask_back(Uses{{.owner = 1}, {.owner = 2}}));
  CHECK(channel_to_ask_back(Uses{{.owner = 1}, {.owner = 1}, {.owner = 2}}) == 1);
  CHECK(channel_to_ask_back(Uses{{.owner = 2}, {.owner = 1}, {.owner = 2}, {.owner = 1}, {.owner = 2}}) == 4);
  CHECK(channel_to_ask_back(Uses{{.owner = 1}, {.owner = 1}, {.owner = 1, .asked_back = true}}) == 1);
  CHECK_FALSE(channel_to_ask_back(Uses{{.owner = 1}, {.owner = 1, .asked_back = true}}));
}

TEST_CASE("the budget of logins is the site's own") {
  const TemporaryDirectory folder;
  QuietPerson person;
  for (const std::string site : {"mn5", "lumi"})
    for (int i = 0; i < static_cast<int>(login_pace.at_once); ++i)
      spend_login(folder.path() / "logins", site, person);
  CHECK(person.told.empty());
  const InterruptScope scope;
  ::raise(SIGINT);
  CHECK_THROWS_AS(spend_login(folder.path() / "logins", "mn5", person), Error);
  REQUIRE(person.told.size() == 1);
  CHECK(person.told.front().starts_with("Many new logins at mn5 lately; waiting "));
  give_login_back(folder.path() / "logins", "mn5");
  spend_login(folder.path() / "logins", "mn5", person);
  CHECK(person.told.size() == 1);
}

TEST_CASE("Ctrl-C ends the wait for an agent that does not answer") {
  const TemporaryDirectory folder;
  const auto silent = listen_at(folder.path() / "agent");
  const InterruptScope scope;
  ::raise(SIGINT);
  CHECK(failure_of([&] { list_agent_keys(folder.path() / "agent"); }).kind == ErrorKind::interrupted);
}

TEST_CASE("what a prompt asks for") {
  for (const std::string prompt :
       {"Verification code: ", "One-time password (OATH) for `alice': ", "OTP:", "Passcode or option (1-3):",
        "Enter your TOTP token", "Second factor", "PIN + code"}) {
    CAPTURE(prompt);
    CHECK(classify_prompt(prompt, {}) == PromptKind::code);
  }
  for (const std::string prompt : {"Password: ", "(alice@host) Password:", "Mot de passe :", "Contraseña:", "Passwort"})
    CHECK(classify_prompt(prompt, {}) == PromptKind::password);
  CHECK(classify_prompt("Accept the terms of use? [yes/no]", {}) == PromptKind::other);
  CHECK(classify_prompt("", {}) == PromptKind::other);
  CHECK(classify_prompt("Decode this", {}) == PromptKind::other);
  CHECK(classify_prompt("Jeton:", {"^jeton"}) == PromptKind::code);
  CHECK(classify_prompt("Verification code:", {"^jeton"}) == PromptKind::other);
  CHECK(classify_prompt(std::string(1'000'000, 'a'), {}) == PromptKind::other);
  CHECK_THROWS_AS(classify_prompt("x", {"("}), Error);
}

TEST_CASE("secrets from commands: the first line, or a reason") {
  CHECK(failure_of([] { run_secret_command({"yes"}, "the password"); }).kind == ErrorKind::not_permitted);
  CHECK(run_secret_command({"printf 'a b \\nsecond\\n'"}, "the password").reveal() == "a b ");
  CHECK(run_secret_command({"printf 'x\\r\\n'"}, "the password").reveal() == "x");
  CHECK(run_secret_command({"printf noend"}, "the password").reveal() == "noend");
  for (const std::string command :
       {"exit 3", "true", "printf '\\nsecret'", "kill -9 $$", "no-such-command-here 2>/dev/null"}) {
    CAPTURE(command);
    try {
      run_secret_command({command}, "the password");
      FAIL("it gave one");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::not_permitted);
      CHECK(error.failure().what.find("the password") != std::string::npos);
    }
  }
}
