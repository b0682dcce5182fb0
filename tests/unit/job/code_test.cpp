// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/code.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include "support/catch.hpp"
#include "unit/scheduler/shell.hpp"

#include <filesystem>

using namespace aifactory;
using namespace aifactory::job;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

struct Tree {
  TemporaryDirectory root;
  fs::path folder = root.path() / "my project";

  Tree() { fs::create_directory(folder); }

  void put(const std::string& name, const std::string& text, mode_t mode = 0644) const {
    fs::create_directories((folder / name).parent_path());
    write_file(folder / name, text, mode);
  }

  void git(const std::string& arguments) const {
    const auto result = test::shell("cd " + shell_quote(folder.string()) +
                                    " && git -c user.name=x -c user.email=x@example.org " + arguments);
    INFO(result.err);
    REQUIRE(result.status == 0);
  }

  Code survey(const std::vector<fs::path>& exclude = {}) const { return survey_code(folder, exclude); }
};

}  // namespace

TEST_CASE("without git all files go along") {
  Tree tree;
  tree.put("train.py", "1");
  tree.put("lib/a b.py", "2");
  tree.put("data/corpus/big", "3");
  tree.put("x.aifactory-part", "4");
  fs::create_symlink("train.py", tree.folder / "link");
  fs::create_symlink("nowhere", tree.folder / "dangling");
  const auto code = tree.survey({tree.folder / "data/corpus"});
  CHECK(code.files == Names{"dangling", "lib/a b.py", "link", "train.py"});
  CHECK(code.bytes == 2);
  CHECK(code.commit.empty());
  CHECK(code.fingerprint.size() == 32);
}

TEST_CASE("with git, what is tracked goes along, as it is now") {
  Tree tree;
  tree.git("init -q");
  tree.put("train.py", "1");
  tree.put("gone.py", "1");
  tree.put("ünï \"code\".py", "1");
  tree.put(".gitignore", "*.log\n");
  tree.git("add .");
  tree.git("commit -qm one");
  const auto clean = tree.survey();
  CHECK(clean.files == Names{".gitignore", "gone.py", "train.py", "ünï \"code\".py"});
  CHECK(clean.commit.size() == 40);
  CHECK(clean.diff.empty());
  tree.put("train.py", "2");
  fs::remove(tree.folder / "gone.py");
  tree.put("new.py", "3");
  tree.put("run.log", "4");
  const auto changed = tree.survey();
  CHECK(changed.files == Names{".gitignore", "train.py", "ünï \"code\".py"});
  CHECK(changed.commit == clean.commit + "-dirty");
  CHECK(changed.diff.find("+2") != std::string::npos);
  CHECK(changed.untracked == Names{"new.py"});
  CHECK(changed.fingerprint != clean.fingerprint);
  SECTION("a folder within the work tree") {
    tree.put("sub/a.py", "5");
    tree.git("add sub");
    CHECK(survey_code(tree.folder / "sub", {}).files == Names{"a.py"});
  }
}

TEST_CASE("a submodule that was never fetched is told") {
  Tree tree;
  tree.git("init -q");
  tree.put("train.py", "1");
  tree.git("add .");
  tree.git("commit -qm one");
  tree.git("update-index --add --cacheinfo 160000,$(git rev-parse HEAD),lib");
  fs::create_directory(tree.folder / "lib");
  const auto code = tree.survey();
  CHECK(code.files == Names{"train.py"});
  CHECK(code.submodules == Names{"lib"});
}

TEST_CASE("git that tracks nothing there is no empty snapshot: everything goes along") {
  Tree tree;
  tree.git("init -q");
  tree.put("train.py", "1");
  CHECK(tree.survey().files == Names{"train.py"});
  SECTION("an ignored folder of a larger work tree") {
    tree.put(".gitignore", "/build/\n");
    tree.git("add .gitignore");
    tree.put("build/hello/train.sh", "1");
    CHECK(survey_code(tree.folder / "build/hello", {}).files == Names{"train.sh"});
  }
  fs::remove_all(tree.folder / ".git");
  tree.put(".git", "gitdir: /nonexistent\n");
  CHECK_THROWS_AS(tree.survey(), Error);
}

TEST_CASE("the fingerprint names the content") {
  Tree tree;
  tree.put("a", "1");
  const auto first = tree.survey().fingerprint;
  fs::last_write_time(tree.folder / "a", fs::file_time_type::clock::now() - std::chrono::hours(9));
  CHECK(tree.survey().fingerprint == first);
  fs::permissions(tree.folder / "a", fs::perms::owner_exec, fs::perm_options::add);
  const auto runs = tree.survey().fingerprint;
  CHECK(runs != first);
  fs::rename(tree.folder / "a", tree.folder / "b");
  CHECK(tree.survey().fingerprint != runs);
  fs::remove(tree.folder / "b");
  fs::create_symlink("1", tree.folder / "b");
  const auto link = tree.survey().fingerprint;
  fs::remove(tree.folder / "b");
  fs::create_symlink("2", tree.folder / "b");
  CHECK(tree.survey().fingerprint != link);
}

TEST_CASE("a copy has the same fingerprint") {
  Tree tree;
  tree.put("bin/run", "#!/bin/sh\n", 0755);
  tree.put("a", std::string("\0\xff", 2));
  fs::create_symlink("bin/run", tree.folder / "link");
  const auto code = tree.survey();
  const auto copy = tree.root.path() / "copy";
  fs::create_directory(copy);
  stage_code(code, copy);
  CHECK(fingerprint_of(copy, code.files) == code.fingerprint);
  CHECK(fs::last_write_time(copy / "a") == fs::last_write_time(tree.folder / "a"));
}

TEST_CASE("too much, or nothing there") {
  Tree tree;
  tree.put("small", "1");
  tree.put("model.bin", "");
  fs::resize_file(tree.folder / "model.bin", 250'000'000);
  try {
    tree.survey();
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    CHECK(error.failure().why.find("model.bin") != std::string::npos);
  }
  CHECK(tree.survey({tree.folder / "model.bin"}).files == Names{"small"});
  CHECK_THROWS_AS(survey_code(tree.folder / "nowhere", {}), Error);
  fs::remove(tree.folder / "small");
  fs::remove(tree.folder / "model.bin");
  CHECK(tree.survey().files.empty());
}
