// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "unit/transfer/test_host.hpp"
#include "unit/transfer/trees.hpp"

#include <utility>

namespace fs = std::filesystem;
using namespace aifactory;
using namespace aifactory::test;
using namespace aifactory::transfer;

namespace {

/// This machine's files, far away: answers come together, a round trip after what they answer was sent.
class FarFiles final : public transport::FileChannel {
 public:
  explicit FarFiles(int& round_trips) : round_trips_(round_trips) {}

  transport::RequestId submit(const transport::Request& request) override {
    const auto id = files_->submit(request);
    for (auto& reply : files_->receive())
      under_way_.push_back(std::move(reply));
    return id;
  }
  std::vector<transport::Reply> receive() override {
    if (!under_way_.empty()) ++round_trips_;
    return std::exchange(under_way_, {});
  }
  std::size_t in_flight() const override { return under_way_.size(); }
  std::size_t unsent() const override { return 0; }
  const transport::FileLimits& limits() const override { return files_->limits(); }
  pollfd poll_for() const override { return files_->poll_for(); }

 private:
  int& round_trips_;
  std::unique_ptr<transport::FileChannel> files_ = transport::make_local_files();
  std::vector<transport::Reply> under_way_;
};

class FarHost final : public transport::Host {
 public:
  const std::string& name() const override { return here_->name(); }
  std::unique_ptr<transport::Channel> start(std::string_view script) override { return here_->start(script); }
  std::unique_ptr<transport::FileChannel> open_files() override { return std::make_unique<FarFiles>(round_trips); }
  int round_trips = 0;

 private:
  std::unique_ptr<transport::Host> here_ = transport::make_local_host();
};

}  // namespace

TEST_CASE("what waits for the answer to something else is as little as can be") {
  FarHost host;
  const TemporaryDirectory folder;
  const auto local = folder.path() / "here", remote = folder.path() / "up/there";
  fs::create_directories(local / "sub/sub");
  fs::create_directories(local / "empty");
  for (int i = 0; i < 20; ++i)
    write(local / "sub" / std::to_string(i), noise(1000));
  fs::create_symlink("sub", local / "link");
  TestObserver observer;
  UploadOptions options;
  options.beside = {.suffix = ".card", .text = [](const Manifest& manifest) { return manifest.fingerprint(); }};
  const auto round_trips = [&] {
    host.round_trips = 0;
    upload(host, local, remote, options, observer);
    return host.round_trips;
  };
  // Is anything there? Folders; files opened, written, named; the manifest written and, with all that is left, named.
  CHECK(round_trips() <= 7);
  CHECK(read_file(remote.string() + ".card") == remote_manifest(host, remote)->fingerprint());
  // Two for each level of folders, and one for the symlink.
  CHECK(round_trips() <= 7);
  fs::remove(remote.string() + ".card");
  upload(host, local, remote, options, observer);
  CHECK(fs::exists(remote.string() + ".card"));
}
