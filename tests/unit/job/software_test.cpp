// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/software.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::job;

namespace {

std::vector<std::string> names(const SoftwareAnswer& answer) {
  std::vector<std::string> names;
  for (const auto& item : answer.found)
    names.push_back(item.name);
  return names;
}

}  // namespace

TEST_CASE("Lmod: spider and avail together, without headings, marks and talk") {
  const auto answer = read_software(
      "Welcome to LUMI!\nlast login: gcc/1\n"
      "@aifactory modules\nPyTorch/\nPyTorch/2.1\nPyTorch/2.2\ngcc/12.2\n"
      "/appl/modules/all:\nPyTorch/\nPyTorch/2.2(default)\ngcc/12.2 <aL>\nlumi/24.03(D)\n"
      "Lmod has detected the following error: no such thing\nUse \"module spider\" to find all\n---------\n\n"
      "@aifactory end\n@aifactory done\n");
  CHECK(answer.has_modules);
  CHECK(names(answer) == std::vector<std::string>{"gcc/12.2", "lumi/24.03", "PyTorch/2.1", "PyTorch/2.2"});
  CHECK(answer.found[3].is_default);
  CHECK_FALSE(answer.found[2].is_default);
  CHECK(answer.found[3].folder == "/appl/modules/all");
  CHECK(answer.runtime.empty());
}

TEST_CASE("Environment Modules, images and what runs them") {
  const auto answer = read_software(
      "\n@aifactory modules\n/usr/share/modules/modulefiles:\ndot\nmodule-git\n\n@aifactory end\n"
      "\n@aifactory images\n/scratch/hub:\n/scratch/hub/pytorch 2.sif\nfind: nonsense\n\n@aifactory end\n"
      "noise\n@aifactory runtime\nsingularity-ce version 4.1.5\nmore\n@aifactory end\n@aifactory done\n");
  CHECK(names(answer) == std::vector<std::string>{"dot", "module-git", "/scratch/hub/pytorch 2.sif"});
  CHECK(answer.found[2].kind == Software::Kind::container);
  CHECK(answer.found[2].folder == "/scratch/hub");
  CHECK(answer.runtime == "singularity-ce version 4.1.5");
}

TEST_CASE("nothing, nonsense and hostile answers") {
  CHECK_FALSE(read_software("").has_modules);
  CHECK(read_software("@aifactory images\n").found.empty());
  const auto answer = read_software(
      "@aifactory modules\n$(reboot)\n;rm\n\x1b[2J\na/b(c\n/\n:\n(x\n@aifactory runtime\n\x1b]0;x\x07v\n");
  CHECK(names(answer) == std::vector<std::string>{"a/b"});
  CHECK(answer.runtime.find('\x1b') == std::string::npos);
}

TEST_CASE("a pattern is part of a name or fits all of it") {
  const Software module{.name = "PyTorch/2.1.2-foss"};
  for (const auto* pattern : {"", "torch", "pytorch/2", "PYTORCH*", "pytorch/*foss", "*/2.1*"}) {
    INFO(pattern);
    CHECK(fits(module, pattern));
  }
  for (const auto* pattern : {"tensor", "torch*", "pytorch/3*", "*/3*"}) {
    INFO(pattern);
    CHECK_FALSE(fits(module, pattern));
  }
}
