// SPDX-License-Identifier: Apache-2.0
#include "transport/signal_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

namespace aifactory::transport {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 20> names = {{
    {"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"ILL", SIGILL},   {"TRAP", SIGTRAP},
    {"ABRT", SIGABRT}, {"BUS", SIGBUS},   {"FPE", SIGFPE},   {"KILL", SIGKILL}, {"USR1", SIGUSR1},
    {"SEGV", SIGSEGV}, {"USR2", SIGUSR2}, {"PIPE", SIGPIPE}, {"ALRM", SIGALRM}, {"TERM", SIGTERM},
    {"CONT", SIGCONT}, {"STOP", SIGSTOP}, {"XCPU", SIGXCPU}, {"XFSZ", SIGXFSZ}, {"SYS", SIGSYS},
}};

}  // namespace

std::optional<int> signal_number(std::string_view name) {
  const auto* const found = std::ranges::find(names, name, &std::pair<std::string_view, int>::first);
  if (found == names.end()) return {};
  return found->second;
}

std::string signal_name(int number) {
  const auto* const found = std::ranges::find(names, number, &std::pair<std::string_view, int>::second);
  return found == names.end() ? fmt::format("SIG{}", number) : std::string{found->first};
}

}  // namespace aifactory::transport
