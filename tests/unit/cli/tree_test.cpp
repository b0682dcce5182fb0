// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.hpp"
#include "cli/exit_status.hpp"
#include "cli/global_options.hpp"
#include "cli/help.hpp"
#include "cli/manual.hpp"
#include "cli/new_project.hpp"
#include "cli/parser.hpp"
#include "support/catch.hpp"

#include <functional>
#include <set>
#include <sstream>

using namespace aifactory;
using namespace aifactory::cli;

namespace {

using Visit = std::function<void(const Command&, const std::vector<std::string>&)>;

void each(const Command& command, const Visit& visit, const std::vector<std::string>& path = {}) {
  visit(command, path);
  for (const Command& sub : command.subcommands) {
    std::vector<std::string> longer = path;
    longer.push_back(sub.name);
    each(sub, visit, longer);
  }
}

}  // namespace

TEST_CASE("every command is described and every leaf runs") {
  GlobalOptions globals;
  const Command root = make_command_tree(describe(globals));
  each(root, [](const Command& command, const std::vector<std::string>&) {
    INFO(command.name);
    CHECK_FALSE(command.summary.empty());
    CHECK_FALSE(command.summary.ends_with('.'));
    CHECK(command.is_leaf() == static_cast<bool>(command.run));
    if (command.is_leaf()) CHECK_FALSE(command.examples.empty());
  });
}

TEST_CASE("no option stands twice, and none hides a global one") {
  GlobalOptions globals;
  const Command root = make_command_tree(describe(globals));
  std::set<std::string> global;
  for (const Option& option : root.options)
    CHECK(global.insert(option.long_name()).second);
  each(root, [&](const Command& command, const std::vector<std::string>& path) {
    if (path.empty()) return;
    std::set<std::string> own = global;
    for (const Option& option : command.options) {
      INFO(command.name << " " << option.name);
      CHECK(own.insert(option.long_name()).second);
      CHECK_FALSE(option.help.empty());
      CHECK((option.is_flag() || option.is_positional() || !option.value.empty()));
    }
  });
}

TEST_CASE("help, manual and completion know every option") {
  GlobalOptions globals;
  const Command root = make_command_tree(describe(globals));
  std::map<std::string, std::string> pages;
  for (const ManualPage& page : manual_pages(root))
    pages[page.file] = page.text;
  each(root, [&](const Command& command, const std::vector<std::string>& path) {
    std::string file = "aifactory";
    std::vector<std::string> words = path;
    for (const std::string& word : path)
      file += "-" + word;
    words.emplace_back("--");
    std::ostringstream completions;
    complete(root, words, completions);
    const std::string help = help_page(root, command, path, output::Stream{});
    REQUIRE(pages.contains(file + ".1"));
    for (const Option& option : command.options) {
      INFO(file << " " << option.name);
      CHECK(help.find(option.long_name()) != std::string::npos);
      if (option.is_positional()) continue;
      CHECK(completions.str().find(option.long_name() + "\t") != std::string::npos);
      CHECK(pages[file + ".1"].find(environment_name(path, option).substr(0, 20)) != std::string::npos);
    }
  });
}

TEST_CASE("each kind of error has its documented exit status") {
  const std::vector<std::pair<ErrorKind, int>> table{{ErrorKind::usage, 64},       {ErrorKind::bad_input, 65},
                                                     {ErrorKind::no_input, 66},    {ErrorKind::unavailable, 69},
                                                     {ErrorKind::bug, 70},         {ErrorKind::cannot_create, 73},
                                                     {ErrorKind::io, 74},          {ErrorKind::try_again, 75},
                                                     {ErrorKind::protocol, 76},    {ErrorKind::not_permitted, 77},
                                                     {ErrorKind::config, 78},      {ErrorKind::timed_out, 124},
                                                     {ErrorKind::interrupted, 130}};
  for (const auto& [kind, status] : table) {
    CHECK(static_cast<int>(exit_status_of(kind)) == status);
    const auto lines = exit_status_table();
    CHECK(std::ranges::any_of(lines,
                              [&](const ExitStatusLine& line) { return static_cast<int>(line.status) == status; }));
  }
}

TEST_CASE("project names come from folder names") {
  CHECK(project_name_from("/home/a/My Project_2") == "my-project-2");
  CHECK(project_name_from("/") == "project");
  CHECK(project_name_from("/x/--") == "project");
}
