// SPDX-License-Identifier: Apache-2.0
#include "job/git.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/local.hpp"

namespace aifactory::job {

namespace {

namespace fs = std::filesystem;

/// git in one folder, without its optional locks: nothing of the user's work tree is touched.
class Git {
 public:
  explicit Git(const fs::path& folder) : folder_(folder), host_(transport::make_local_host()) {}

  transport::Output try_to(const std::string& arguments) {
    return transport::run(*host_, {.script = "GIT_OPTIONAL_LOCKS=0 LC_ALL=C exec git -C " +
                                             shell_quote(folder_.string()) + " -c core.quotePath=off " + arguments,
                                   .output_limit = std::size_t{64} << 20});
  }

  std::string ask(const std::string& arguments) {
    auto output = try_to(arguments);
    if (output.ending.ok()) return std::move(output.out);
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "git does not say which files of " + folder_.string() + " go along",
                 .why = printable(trim(output.err), Lines::keep),
                 .hint = "make `git -C " + shell_quote(folder_.string()) + " status` work"}};
  }

 private:
  fs::path folder_;
  std::unique_ptr<transport::Host> host_;
};

std::vector<std::string> names_in(const std::string& list) {
  auto names = split(list, '\0');
  std::erase(names, "");
  return names;
}

}  // namespace

bool is_in_git(const fs::path& folder) {
  for (auto at = fs::weakly_canonical(folder);; at = at.parent_path()) {
    if (fs::exists(at / ".git")) return true;
    if (at == at.parent_path()) return false;
  }
}

GitState ask_git(const fs::path& folder) {
  Git git(folder);
  GitState state;
  state.tracked = names_in(git.ask("ls-files -z --recurse-submodules"));
  state.untracked = names_in(git.ask("ls-files -z --others --exclude-standard"));
  if (const auto commit = git.try_to("rev-parse --verify --quiet HEAD"); commit.ending.ok()) {
    state.commit = trim(commit.out);
    state.diff = git.ask("diff --no-ext-diff --no-color HEAD -- .");
  }
  return state;
}

}  // namespace aifactory::job
