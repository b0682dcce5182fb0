// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/config/settings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aifactory::config {

/// A folder with a project file and a user file of a test's own.
class Folder {
 public:
  Folder() = default;
  explicit Folder(std::string_view project) { write("aifactory.yaml", project); }

  Folder& write(const std::string& name, std::string_view text) {
    std::filesystem::create_directories((path() / name).parent_path());
    write_file(path() / name, text);
    return *this;
  }
  Folder& user(std::string_view text) { return write("user/config.yaml", text); }
  const std::filesystem::path& path() const { return folder_.path(); }

  Settings load(const Overrides& overrides = {}) const {
    return Settings::load(overrides, path(), path() / "user/config.yaml");
  }

  /// What loading fails with; nothing when it does not.
  std::optional<Failure> failure(const Overrides& overrides = {}) const {
    try {
      load(overrides);
    } catch (const Error& e) {
      return e.failure();
    }
    return std::nullopt;
  }

  /// The place of a failure without the folder: "aifactory.yaml:3:5".
  std::string place(const Failure& failure) const {
    const auto prefix = path().string() + "/";
    return failure.where.substr(0, prefix.size()) == prefix ? failure.where.substr(prefix.size()) : failure.where;
  }

 private:
  TemporaryDirectory folder_;
};

/// What a call fails with; nothing when it does not.
template <typename Call>
std::optional<Failure> failure_of(Call call) {
  try {
    call();
  } catch (const Error& e) {
    return e.failure();
  }
  return std::nullopt;
}

inline std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i)
    all += text;
  return all;
}

}  // namespace aifactory::config
