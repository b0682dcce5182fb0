// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/output/terminal.hpp"
#include "aifactory/transport/ssh.hpp"

#include <utility>

namespace aifactory::cli {

enum class Prompts { allowed, never };

/// The person at the terminal (/dev/tty, so that pipes stay free). Nobody is there with --no-input, with standard input
/// elsewhere than a terminal, or without a terminal at all.
class TerminalPerson : public transport::ssh::Person {
 public:
  TerminalPerson(const output::Terminal& terminal, Prompts prompts);

  Secret ask(std::string_view text, Echo echo) override;
  bool confirm(std::string_view question) override;
  void tell(std::string_view text) override;

  bool is_there() const { return static_cast<bool>(tty_); }
  /// A line of text; `preset` when only Enter is pressed, or when nobody is there.
  std::string ask_line(std::string_view question, std::string_view preset);

  /// While it lives, nobody is there.
  class LeftAlone {
   public:
    explicit LeftAlone(TerminalPerson& person) : person_(person), tty_(std::move(person.tty_)) {}
    ~LeftAlone() { person_.tty_ = std::move(tty_); }
    LeftAlone(const LeftAlone&) = delete;
    LeftAlone& operator=(const LeftAlone&) = delete;

   private:
    TerminalPerson& person_;
    UniqueFd tty_;
  };

 private:
  std::string on_clean_line(std::string_view text) const;

  const output::Terminal& terminal_;
  UniqueFd tty_;
};

}  // namespace aifactory::cli
