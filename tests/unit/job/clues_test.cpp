// SPDX-License-Identifier: Apache-2.0
#include "job/clues.hpp"

#include "support/catch.hpp"

#include <vector>

using namespace aifactory;
using job::read_clues;

TEST_CASE("the end of a program's output tells why it failed") {
  struct Row {
    const char* line;
    const char* cause;
    const char* step;
  };
  const Row rows[] = {
      {"OSError: [Errno 122] Disk quota exceeded: 'out.pt'", "quota", "free space"},
      {"cp: error writing 'x': No space left on device", "full", "free space"},
      {"torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB", "memory of a GPU", "batch"},
      {"slurmstepd: error: Detected 1 oom-kill event(s) in StepId=44.0.", "more memory", "memory:"},
      {"slurmstepd: error: *** JOB 39 ON gs01 CANCELLED AT 2026-11-20T15:17:43 DUE TO TIME LIMIT ***", "time limit",
       "time:"},
      {"ModuleNotFoundError: No module named 'torch'", "package", "install"},
      {"socket.gaierror: [Errno -3] Temporary failure in name resolution", "internet", "dataset upload"},
      {"bash: line 3: ./train: cannot execute binary file: Exec format error", "processor", "build"},
      {"/bin/x: /lib64/libc.so.6: version `GLIBC_2.38' not found", "newer system", "container"},
      {"job.sh: line 46: module: command not found", "no `module` command", "take `modules:` out"},
      {"aifactory: the container image x.sif is not there", "container image", "container:"},
      {"job.sh: line 47: syntax error near unexpected token `then'", "could not read", "command:"},
      {"job.sh: line 47: unexpected EOF while looking for matching `\"'", "not closed", "command:"},
      {"SyntaxError: invalid syntax", "Python", "line"},
      {"bash: line 12: pyhton: command not found", "not found", "modules:"},
      {"FileNotFoundError: [Errno 2] No such file or directory: 'data/x'", "not there", "path"},
  };
  for (const auto& row : rows) {
    INFO(row.line);
    const std::vector<std::string> lines{"Traceback (most recent call last):", row.line, "srun: error: task 0: Exited"};
    const auto clue = read_clues(lines);
    REQUIRE(clue);
    CHECK(clue->cause.find(row.cause) != std::string::npos);
    CHECK(clue->cause.find(std::string(row.line).substr(0, 20)) != std::string::npos);
    CHECK(clue->next_step.find(row.step) != std::string::npos);
  }
}

TEST_CASE("output without a clue says nothing, and the last clue counts") {
  CHECK_FALSE(read_clues({}));
  const std::vector<std::string> dull{"step 1", "step 2", ""};
  CHECK_FALSE(read_clues(dull));
  const std::vector<std::string> two{"x: command not found", "Disk quota exceeded", "done"};
  CHECK(read_clues(two)->cause.find("quota") != std::string::npos);
  const std::vector<std::string> hostile{"\x1b[2JDisk quota exceeded\xff"};
  CHECK(read_clues(hostile)->cause.find('\x1b') == std::string::npos);
}
