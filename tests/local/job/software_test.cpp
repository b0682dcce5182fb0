// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/software.hpp"

#include "aifactory/base/files.hpp"
#include "aifactory/transport/local.hpp"

#include "support/catch.hpp"

#include <filesystem>

using namespace aifactory;
using namespace aifactory::job;

TEST_CASE("a machine is asked: images in a folder with a blank, a runtime that must be loaded") {
  const TemporaryDirectory root;
  const auto folder = root.path() / "my images";
  std::filesystem::create_directories(folder / "sub");
  write_file(folder / "sub" / "a.sif", "");
  write_file(folder / "b.txt", "");
  write_file(root.path() / "runs", "#!/bin/sh\necho box 1.0\n", 0755);
  config::SiteProfile site;
  site.containers = {.runtime = "runs",
                     .load = "PATH=" + root.path().string() + ":$PATH",
                     .gpu_flag = "",
                     .images = {folder.string(), "/nowhere", "relative"}};
  const auto host = transport::make_local_host();
  const auto answer = software(*host, site);
  REQUIRE(answer.runtime == "box 1.0");
  REQUIRE_FALSE(answer.found.empty());
  CHECK(answer.found.back().name == (folder / "sub" / "a.sif").string());
}
