// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/transport/host.hpp"
#include "aifactory/transport/local.hpp"

#include "support/catch.hpp"
#include "transport/ssh/exec_text.hpp"
#include "transport/ssh/marked_channel.hpp"

#include <algorithm>
#include <cstring>
#include <deque>

using namespace aifactory;
using namespace aifactory::transport;

namespace {

/// What this machine's sh makes of it.
Output run_through(const std::string& script, const std::string& input = {}) {
  const auto text = ssh::exec_text(script, "MARKER");
  const auto host = make_local_host();
  return run(*host, {.script = text.command, .input = text.preamble + input});
}

std::string every_character() {
  std::string all;
  for (int c = 1; c < 256; ++c)
    if (c != '\'') all += static_cast<char>(c);
  return all;
}

/// A channel that says what it is told to.
class Played final : public Channel {
 public:
  std::size_t write(std::span<const std::byte> bytes) override { return bytes.size(); }
  void finish_writing() override {}
  Arrival read(std::span<std::byte> into) override {
    if (script.empty()) return {.kind = Arrival::Kind::end};
    const auto [kind, text] = script.front();
    script.pop_front();
    std::memcpy(into.data(), text.data(), text.size());
    return {.kind = kind, .size = text.size()};
  }
  const Ending& ending() const override { return ended; }
  void send_signal(std::string_view) override {}
  pollfd poll_for() const override { return {}; }

  std::deque<std::pair<Arrival::Kind, std::string>> script;
  Ending ended;
};

struct Heard {
  std::string out;
  std::string err;
};

Heard listen(std::deque<std::pair<Arrival::Kind, std::string>> script) {
  auto played = std::make_unique<Played>();
  played->script = std::move(script);
  ssh::MarkedChannel channel{std::move(played), "MARK", "host"};
  std::vector<std::byte> buffer(1 << 20);
  Heard heard;
  while (true) {
    const auto arrival = channel.read(buffer);
    if (arrival.kind == Arrival::Kind::end) return heard;
    auto& text = arrival.kind == Arrival::Kind::out ? heard.out : heard.err;
    text.append(reinterpret_cast<const char*>(buffer.data()), arrival.size);
  }
}

constexpr auto out = Arrival::Kind::out;
constexpr auto err = Arrival::Kind::err;

}  // namespace

TEST_CASE("the line for a login shell is one line of harmless signs") {
  const auto text = ssh::exec_text(every_character(), "MARKER");
  const auto body = text.command.substr(text.command.find("eval"));
  CHECK(text.command.find('\n') == std::string::npos);
  CHECK(text.command.find('!') == std::string::npos);
  CHECK(std::ranges::count(text.command, '\'') == 2);
  CHECK(body.find("\\\\") == std::string::npos);
  CHECK(std::ranges::all_of(text.command, [](char c) { return c >= ' ' && c <= '~'; }));
  const auto long_text = ssh::exec_text(std::string(100'000, '!'), "MARKER");
  CHECK(long_text.command.size() < 1000);
  CHECK(long_text.command.find('!') == std::string::npos);
  CHECK(long_text.preamble.find('!') == std::string::npos);
  CHECK(std::ranges::count(long_text.command, '\'') == 2);
}

TEST_CASE("any script comes through, short or long, and its stdin is its own") {
  for (const std::size_t padding : {0u, 100u, 31'000u, 33'000u, 500'000u}) {
    CAPTURE(padding);
    const auto script = "cat; printf %s '" + every_character() + "'\n#" + std::string(padding, '\n') + "\nexit 5\n\n\n";
    const auto output = run_through(script, "my input\n");
    CHECK(output.out == "\nMARKER\nmy input\n" + every_character());
    CHECK(output.err == "\nMARKER\n");
    CHECK(output.ending.status == 5);
  }
  CHECK(run_through("").out == "\nMARKER\n");
  CHECK(run_through("echo $#; echo \"$0\"").out == "\nMARKER\n0\nsh\n");
}

TEST_CASE("plain scripts are quoted, not encoded, and mean the same") {
  const std::vector<std::string> scripts = {"true",
                                            "printf '%s\\n' \"$HOME\" `echo x` $(echo y)",
                                            "a='it'\"'\"'s'\necho \"$a\" \\\\ '\\' \"\\$a\"",
                                            "cat <<'END'\n$x `y` 'z' \"q\"\nEND\n",
                                            "echo \\a 'b\\t' *",
                                            "set -- 1 2\nfor i in \"$@\"; do echo \"$i\"; done\n\n",
                                            "printf a\\\nb",
                                            "x=\\",
                                            "if [ ! -e /nowhere ]; then echo no; fi",
                                            "echo 'tab\t' \x01 \xc3\xa9"};
  for (const auto& script : scripts) {
    CAPTURE(script);
    const auto expected = run(*make_local_host(), {.script = script});
    const auto output = run_through(script);
    CHECK(output.out == "\nMARKER\n" + expected.out);
    CHECK(output.ending.status == expected.ending.status);
  }
  CHECK(ssh::exec_text(scripts[0], "M").command.find("printf %b") == std::string::npos);
  CHECK(ssh::exec_text(scripts[8], "M").command.find("printf %b") != std::string::npos);
}

TEST_CASE("noise before the marker is cut, wherever the pieces fall") {
  const std::string all = "load impi/2021\n\nMARK\nfirst\nMARK\nlast";
  for (std::size_t cut = 0; cut <= all.size(); ++cut)
    CHECK(listen({{out, all.substr(0, cut)}, {out, all.substr(cut)}}).out == "first\nMARK\nlast");
  std::deque<std::pair<Arrival::Kind, std::string>> single;
  for (const char c : all)
    single.emplace_back(out, std::string(1, c));
  CHECK(listen(single).out == "first\nMARK\nlast");
  const auto both = listen({{err, "warning"}, {out, "\nMARK\n"}, {err, "\nMARK\nreal"}, {out, "text"}});
  CHECK(both.out == "text");
  CHECK(both.err == "real");
  const auto much = listen({{out, std::string(300'000, 'n')}, {out, "\nMARK\nafter"}});
  CHECK(much.out == "after");
}

TEST_CASE("a shell that ends before the script says why") {
  try {
    listen({{out, "This account is currently not available.\x1b[31m\n"}});
    FAIL("nothing was wrong");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unavailable);
    CHECK(error.failure().why.find("not available.\\x1b[31m") != std::string::npos);
  }
}
