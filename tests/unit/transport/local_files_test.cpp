// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/files.hpp"
#include "aifactory/transport/local.hpp"

#include "support/catch.hpp"

#include <unistd.h>

using namespace aifactory;
using namespace aifactory::transport;

TEST_CASE("local answers are there at once") {
  const auto files = make_local_files();
  files->submit(request::Stat{.path = "/"});
  CHECK(files->in_flight() == 1);
  CHECK(files->poll_for().fd == -1);
  CHECK(files->receive().size() == 1);
  CHECK(files->receive().empty());
  CHECK(files->in_flight() == 0);
}

TEST_CASE("local relative paths start at the home folder") {
  const auto files = make_local_files();
  const auto home = ask(*files, request::Stat{.path = user_directories().home});
  const auto same = ask(*files, request::Stat{.path = ""});
  CHECK(same.attributes.modified == home.attributes.modified);
  CHECK(same.attributes.is_directory());
}

TEST_CASE("a handle that is closed is gone") {
  const TemporaryDirectory folder;
  const auto files = make_local_files();
  const auto opened = ask(
      *files, request::Open{
                  .path = folder.path() / "f", .access = request::Access::write, .create = request::Create::exclusive});
  CHECK(ask(*files, request::Close{.handle = opened.text}).status == FileStatus::ok);
  CHECK(ask(*files, request::Close{.handle = opened.text}).status == FileStatus::failure);
  CHECK(ask(*files, request::Read{.handle = opened.text, .size = 1}).status != FileStatus::ok);
  CHECK(ask(*files, request::ReadDirectory{.handle = opened.text}).status == FileStatus::failure);
}

TEST_CASE("a write onto a full disk is a failure with the system's reason") {
  const auto files = make_local_files();
  const auto opened = ask(*files, request::Open{.path = "/dev/full", .access = request::Access::write});
  const std::string text = "x";
  const auto written = ask(*files, request::Write{.handle = opened.text, .bytes = std::as_bytes(std::span(text))});
  CHECK(written.status == FileStatus::failure);
  CHECK(written.message.find("space") != std::string::npos);
}
