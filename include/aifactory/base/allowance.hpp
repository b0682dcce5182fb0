// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace aifactory {

/// How often something may be done: `at_once` times in a row, then once every `refill`.
struct Pace {
  double at_once;
  std::chrono::milliseconds refill;
};

/// What is left of such a pace: a bucket of tokens that fills slowly. A token may be taken before it is there: who
/// takes it waits until it is, and who comes later waits longer. Pure; moments are since 1970, and a clock set back
/// costs nothing.
class Allowance {
 public:
  explicit Allowance(Pace pace) : pace_(pace), left_(pace.at_once) {}
  /// From text(); anything else is a full one.
  static Allowance read(std::string_view text, Pace pace);

  /// Takes a token; how long until it is there.
  std::chrono::milliseconds take(std::chrono::milliseconds now);
  void give_back();
  double left() const { return left_; }
  std::string text() const;

 private:
  Pace pace_;
  double left_;
  std::chrono::milliseconds at_{};
};

/// Takes a token of the allowance in `file`, which all processes of this user share; how long until it is there.
/// Errors: cannot_create, io.
std::chrono::milliseconds take_shared(const std::filesystem::path& file, Pace pace, std::chrono::milliseconds now);

/// The same by the system's clock, and waits. `tell` hears of a wait of a second or more, before it. Who is interrupted
/// or throws there gives the token back. Errors: interrupted, cannot_create, io.
void await_shared(const std::filesystem::path& file, Pace pace,
                  const std::function<void(std::chrono::seconds wait)>& tell);

/// What it was taken for was not done after all. Errors: cannot_create, io.
void give_back_shared(const std::filesystem::path& file, Pace pace);

}  // namespace aifactory
