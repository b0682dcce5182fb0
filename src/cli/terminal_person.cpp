// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal_person.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <ostream>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace aifactory::cli {
namespace {

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Echo off while it lives; restores the terminal also when an exception passes.
class EchoOff {
 public:
  explicit EchoOff(int fd) : fd_(fd) {
    if (::tcgetattr(fd_, &saved_) != 0) return;
    termios quiet = saved_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(fd_, TCSAFLUSH, &quiet) == 0;
  }
  ~EchoOff() {
    if (changed_) ::tcsetattr(fd_, TCSAFLUSH, &saved_);
    write_all(fd_, "\n");  // the person's own was not shown, and at an interrupt there was none
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

 private:
  int fd_;
  termios saved_{};
  bool changed_ = false;
};

/// One byte, or nothing at the end of input; an interrupt ends the wait.
std::optional<char> read_byte(int fd) {
  pollfd waits[] = {{fd, POLLIN, 0}, {interrupt_descriptor(), POLLIN, 0}};
  while (::poll(waits, 2, -1) < 0)
    throw_if_interrupted();
  throw_if_interrupted();
  char byte = 0;
  return ::read(fd, &byte, 1) == 1 ? std::optional(byte) : std::nullopt;
}

std::string read_line(int fd) {
  std::string line;
  for (std::optional<char> byte = read_byte(fd); byte && *byte != '\n'; byte = read_byte(fd))
    line += *byte;
  return line;
}

UniqueFd open_tty(Prompts prompts) {
  if (prompts == Prompts::never || ::isatty(STDIN_FILENO) == 0) return {};
  return UniqueFd(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
}

}  // namespace

TerminalPerson::TerminalPerson(const output::Terminal& terminal, Prompts prompts)
    : terminal_(terminal), tty_(open_tty(prompts)) {}

/// A progress line may stand where the question will.
std::string TerminalPerson::on_clean_line(std::string_view text) const {
  const auto& talk = terminal_.talk;
  return fmt::format("{}{}", talk.terminal && talk.cursor ? "\r\x1b[K" : "", text);
}

Secret TerminalPerson::ask(std::string_view text, Echo echo) {
  if (!tty_)
    throw Error{{.kind = ErrorKind::not_permitted,
                 .what = fmt::format("'{}' was asked for, and nobody is there to answer", trim(text)),
                 .why = "standard input is not a terminal, or --no-input was given",
                 .hint = "run 'aifactory connection open' in a terminal first; later commands use that login"}};
  write_all(tty_.get(), on_clean_line(text));
  if (echo == Echo::on) return Secret(read_line(tty_.get()));
  const EchoOff quiet(tty_.get());
  return Secret(read_line(tty_.get()));
}

bool TerminalPerson::confirm(std::string_view question) {
  if (!tty_) return false;
  for (int attempt = 0; attempt < 3; ++attempt) {
    write_all(tty_.get(), on_clean_line(fmt::format("{} [yes/no] ", question)));
    const std::string answer = to_lower(trim(read_line(tty_.get())));
    if (answer == "yes" || answer == "y") return true;
    if (answer == "no" || answer == "n" || answer.empty()) return false;
  }
  return false;
}

void TerminalPerson::tell(std::string_view text) {
  if (tty_)
    write_all(tty_.get(), fmt::format("{}\n", text));
  else if (!terminal_.quiet)
    *terminal_.talk.out << text << '\n' << std::flush;
}

std::string TerminalPerson::ask_line(std::string_view question, std::string_view preset) {
  if (!tty_) return std::string(preset);
  write_all(tty_.get(), preset.empty() ? fmt::format("{}: ", question) : fmt::format("{} [{}]: ", question, preset));
  const std::string answer(trim(read_line(tty_.get())));
  return answer.empty() ? std::string(preset) : answer;
}

}  // namespace aifactory::cli
