// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include "contract/files/server_process.hpp"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace aifactory::test {

/// What a server without scruples says: any name, any size, and contents that need not fit them.
struct Lies {
  std::function<std::vector<transport::DirectoryEntry>(const std::string& folder, int batch)> list;  ///< none: the end
  std::map<std::string, std::string> files;  ///< by absolute path
  std::size_t read_at_most = SIZE_MAX;       ///< of a file; after it nothing, without an end
  bool endless = false;                      ///< folders never end
};

inline transport::DirectoryEntry listed(std::string name, std::uint64_t size, std::uint32_t mode = S_IFREG | 0644) {
  return {.name = std::move(name), .attributes = {.size = size, .mode = mode, .modified = 1'000'000'000}};
}

class LyingFiles final : public transport::FileChannel {
 public:
  explicit LyingFiles(const Lies& lies) : lies_(lies) {}
  transport::RequestId submit(const transport::Request& request) override {
    auto reply = std::visit([this](const auto& r) { return answer(r); }, request);
    reply.id = ++last_;
    replies_.push_back(std::move(reply));
    return last_;
  }
  std::vector<transport::Reply> receive() override { return std::exchange(replies_, {}); }
  std::size_t in_flight() const override { return replies_.size(); }
  std::size_t unsent() const override { return 0; }
  const transport::FileLimits& limits() const override { return limits_; }
  pollfd poll_for() const override { return {.fd = -1, .events = 0, .revents = 0}; }

 private:
  using Reply = transport::Reply;
  using Status = transport::FileStatus;
  template <typename Request>
  Reply answer(const Request&) {
    return {};
  }
  Reply answer(const transport::request::OpenDirectory& open) { return {.text = open.path}; }
  Reply answer(const transport::request::ReadDirectory& read) {
    auto entries = lies_.list(read.handle, batches_[read.handle]++);
    const bool end = entries.empty() && !lies_.endless;
    return {.status = end ? Status::end_of_file : Status::ok, .entries = std::move(entries)};
  }
  Reply answer(const transport::request::Open& open) {
    if (lies_.files.count(open.path) == 0) return {.status = Status::no_such_file};
    return {.text = open.path};
  }
  Reply answer(const transport::request::Read& read) {
    const auto& content = lies_.files.at(read.handle);
    const auto start = std::min<std::uint64_t>(read.offset, lies_.read_at_most);
    if (start >= lies_.read_at_most) return {};
    if (start >= content.size()) return {.status = Status::end_of_file};
    const auto some = std::string_view(content).substr(start, std::min<std::size_t>(read.size, lies_.read_at_most));
    const auto bytes = std::as_bytes(std::span(some));
    return {.data = {bytes.begin(), bytes.end()}};
  }

  const Lies& lies_;
  transport::FileLimits limits_;
  transport::RequestId last_ = 0;
  std::vector<Reply> replies_;
  std::map<std::string, int> batches_;
};

/// Runs no commands, so that contents are read back.
class LyingHost final : public transport::Host {
 public:
  const std::string& name() const override { return name_; }
  std::unique_ptr<transport::Channel> start(std::string_view) override {
    return std::make_unique<ServerProcess>(std::vector<std::string>{"/bin/false"});
  }
  std::unique_ptr<transport::FileChannel> open_files() override { return std::make_unique<LyingFiles>(lies); }
  Lies lies;

 private:
  std::string name_ = "liar";
};

}  // namespace aifactory::test
