// SPDX-License-Identifier: Apache-2.0
#include "job/submitter.hpp"

#include "aifactory/base/text.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <unistd.h>

namespace aifactory::job {

namespace {

std::string this_host() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

}  // namespace

std::string this_process() {
  return this_host() + " " + std::to_string(::getpid());
}

bool is_gone(const std::string& process) {
  const auto words = split(process, ' ');
  pid_t pid = 0;
  if (words.size() != 2 || words[0] != this_host()) return false;
  std::from_chars(words[1].data(), words[1].data() + words[1].size(), pid);
  return pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH;
}

}  // namespace aifactory::job
