// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transfer/sole_writer.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <unistd.h>

using namespace aifactory;
using transfer::SoleWriter;

TEST_CASE("a tree has one writer at a time, and who comes second is told who that is") {
  const TemporaryDirectory folder;
  const auto journal = folder.path() / "transfers.sqlite";
  {
    const SoleWriter first(journal, "lab:/data/corpus");
    const SoleWriter elsewhere(journal, "lab:/data/other");
    try {
      const SoleWriter second(journal, "lab:/data/corpus");
      FAIL("two writers of one tree");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::try_again);
      CHECK(error.failure().what.find("lab:/data/corpus") != std::string::npos);
      CHECK(error.failure().why.find(fmt::format("process {} ", ::getpid())) != std::string::npos);
    }
  }
  const SoleWriter next(journal, "lab:/data/corpus");
}

TEST_CASE("the mark of a writer that was killed is in nobody's way, and an ended one leaves none") {
  const TemporaryDirectory folder;
  const auto journal = folder.path() / "transfers.sqlite";
  std::filesystem::path mark;
  {
    const SoleWriter one(journal, "lab:/data/corpus");
    const auto marks = std::filesystem::directory_iterator(journal.native() + ".in-use");
    REQUIRE(marks != std::filesystem::directory_iterator());
    mark = marks->path();
  }
  CHECK_FALSE(std::filesystem::exists(mark));
  write_file(mark, "1\n");
  const SoleWriter next(journal, "lab:/data/corpus");
  CHECK(read_file(mark) == fmt::format("{}\n", ::getpid()));
}

TEST_CASE("without a journal nobody is kept away") {
  const SoleWriter one("", "lab:/data/corpus"), other("", "lab:/data/corpus");
}
