// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/transfer/transfer.hpp"
#include "aifactory/transport/host.hpp"
#include "aifactory/transport/local.hpp"

#include "contract/files/server_process.hpp"
#include "transport/sftp/sftp.hpp"

#include <atomic>
#include <string>

namespace aifactory::test {

/// This machine as a host of a given kind: what it offers and refuses is set by the test.
class TestHost final : public transport::Host {
 public:
  enum class Files { direct, sftp };
  enum class Shell { yes, no };
  explicit TestHost(Files files, Shell shell = Shell::yes) : files_(files), shell_(shell) {}

  const std::string& name() const override { return name_; }
  std::unique_ptr<transport::Channel> start(std::string_view script) override {
    if (shell_ == Shell::no) return std::make_unique<ServerProcess>(std::vector<std::string>{"/bin/false"});
    ++commands;
    return std::make_unique<ServerProcess>(
        std::vector<std::string>{"/bin/sh", "-c", "exec 2>/dev/null\n" + preamble + std::string(script)});
  }
  std::unique_ptr<transport::FileChannel> open_files() override {
    const int number = ++channels;
    if (number > channels_at_most)
      throw Error{{.kind = ErrorKind::unavailable, .what = "no further session is allowed"}};
    if (files_ == Files::direct) return transport::make_local_files();
    auto server = std::make_unique<ServerProcess>(std::vector<std::string>{sftp_server_program()});
    if (number == 1) first_server = server.get();
    return transport::make_sftp(std::move(server));
  }

  std::atomic<int> channels = 0;  ///< asked for, from several threads
  int channels_at_most = 100;
  int commands = 0;
  std::string preamble;  ///< shell text before each script
  ServerProcess* first_server = nullptr;

 private:
  std::string name_ = "test";
  Files files_;
  Shell shell_;
};

/// Remembers what it was told; can do something when so many bytes have moved.
class TestObserver final : public transfer::Observer {
 public:
  void planned(std::uint64_t files, std::uint64_t bytes) override {
    planned_files = files;
    planned_bytes = bytes;
  }
  void moved(std::uint64_t files, std::uint64_t bytes) override {
    never_fell = never_fell && files >= moved_files && bytes >= moved_bytes;
    moved_files = files;
    moved_bytes = bytes;
    if (at && bytes >= at_bytes) std::exchange(at, nullptr)();
  }
  void phase(std::string_view name) override { phases += std::string(name) + " "; }

  std::uint64_t planned_files = 0, planned_bytes = 0, moved_files = 0, moved_bytes = 0;
  bool never_fell = true;
  std::string phases;
  std::function<void()> at;
  std::uint64_t at_bytes = 0;
};

}  // namespace aifactory::test
