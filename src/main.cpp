// SPDX-License-Identifier: Apache-2.0
#include "aifactory/cli/run.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace {

/// A standard stream that the caller closed must not become the next file or socket that is opened here. Open for the
/// wrong direction, it answers as one that is closed.
void hold_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0) (void)::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

}  // namespace

int main(int argc, char** argv) {
  hold_closed_streams();
  return aifactory::cli::run({argv + 1, argv + argc});
}
