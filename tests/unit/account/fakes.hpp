// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/config/settings.hpp"
#include "aifactory/transport/ssh.hpp"

#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::test {

/// A program that has said everything and ended.
class SaidChannel final : public transport::Channel {
 public:
  SaidChannel(std::string out, std::string err, int status) : out_(std::move(out)), err_(std::move(err)) {
    ending_.status = status;
  }
  std::size_t write(std::span<const std::byte> bytes) override { return bytes.size(); }
  void finish_writing() override {}
  transport::Arrival read(std::span<std::byte> into) override {
    using Kind = transport::Arrival::Kind;
    if (!out_.empty()) return {Kind::out, give(out_, into)};
    if (!err_.empty()) return {Kind::err, give(err_, into)};
    return {Kind::end, 0};
  }
  const transport::Ending& ending() const override { return ending_; }
  void send_signal(std::string_view) override {}
  pollfd poll_for() const override { return {.fd = -1, .events = 0, .revents = 0}; }

 private:
  static std::size_t give(std::string& from, std::span<std::byte> into) {
    const auto size = std::min(from.size(), into.size());
    std::memcpy(into.data(), from.data(), size);
    from.erase(0, size);
    return size;
  }
  std::string out_, err_;
  transport::Ending ending_;
};

/// A host that gives one prepared answer, or fails.
class FakeHost final : public transport::Host {
 public:
  std::string out, err;
  int status = 0;
  std::optional<Failure> failure;
  std::vector<std::string> scripts;

  const std::string& name() const override { return name_; }
  std::unique_ptr<transport::Channel> start(std::string_view script) override {
    scripts.emplace_back(script);
    if (failure) throw Error{*failure};
    return std::make_unique<SaidChannel>(out, err, status);
  }
  std::unique_ptr<transport::FileChannel> open_files() override { return nullptr; }

 private:
  std::string name_ = "fake";
};

/// Answers in order; nobody is there once they are used up.
class ScriptedPerson final : public transport::ssh::Person {
 public:
  std::deque<std::string> answers;
  std::vector<std::string> asked;

  Secret ask(std::string_view text, Echo) override {
    asked.emplace_back(text);
    if (answers.empty()) throw Error{{.kind = ErrorKind::not_permitted, .what = "nobody to ask"}};
    Secret answer(answers.front());
    answers.pop_front();
    return answer;
  }
  bool confirm(std::string_view) override { return true; }
  void tell(std::string_view) override {}
};

inline config::SiteProfile site(const std::string& name) {
  return config::Settings::load({}, "/", "/nonexistent").site(name);
}

template <typename Call>
std::optional<Failure> failure_of(Call call) {
  try {
    call();
  } catch (const Error& e) {
    return e.failure();
  }
  return std::nullopt;
}

}  // namespace aifactory::test
