// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/end_watch.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/transport/local.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::job;

namespace {

struct Broken : transport::Host {
  const std::string& name() const override { return word; }
  std::unique_ptr<transport::Channel> start(std::string_view) override { return nullptr; }
  std::unique_ptr<transport::FileChannel> open_files() override {
    ++calls;
    throw Error{{.kind = kind, .what = "no files"}};
  }
  std::string word = "broken";
  ErrorKind kind = ErrorKind::unavailable;
  int calls = 0;
};

}  // namespace

TEST_CASE("the growth of a run's own record is noticed once") {
  const TemporaryDirectory folder;
  const auto host = transport::make_local_host();
  EndWatch watch(*host);
  Run run;
  run.name = "a";
  run.id = "7";
  run.folder = folder.path().string();
  CHECK_FALSE(watch.noticed({run}));
  write_file(folder.path() / scheduler::record_file, "- running 1 1 n\n");
  CHECK(watch.noticed({run}));
  CHECK_FALSE(watch.noticed({run}));
  write_file(folder.path() / scheduler::record_file, "- running 1 1 n\n- 0 1 2 n\n");
  run.state = scheduler::State::completed;
  CHECK_FALSE(watch.noticed({run}));
  run.state = scheduler::State::running;
  CHECK(watch.noticed({run}));
}

TEST_CASE("a site without file transfer is not watched, a lost connection is tried again") {
  Broken host;
  EndWatch watch(host);
  Run run;
  run.id = "7";
  CHECK_FALSE(watch.noticed({run}));
  CHECK_FALSE(watch.noticed({run}));
  CHECK(host.calls == 1);
  Broken away;
  away.kind = ErrorKind::try_again;
  EndWatch other(away);
  CHECK_FALSE(other.noticed({run}));
  CHECK_FALSE(other.noticed({run}));
  CHECK(away.calls == 2);
}
