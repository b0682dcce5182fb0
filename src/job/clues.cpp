// SPDX-License-Identifier: Apache-2.0
#include "job/clues.hpp"

#include "aifactory/base/text.hpp"

#include <fmt/format.h>

namespace aifactory::job {

namespace {

struct Clue {
  std::string_view text;  ///< part of a line
  std::string_view cause;
  std::string_view next_step;
};

// More telling ones first: of one line the first that fits counts.
constexpr Clue clues[] = {
    {"Disk quota exceeded", "a disk quota is used up: bytes, or the number of files",
     "free space or remove files there (aifactory dataset list), or write to another file system"},
    {"No space left on device", "a file system is full",
     "free space there, or write to another one; /tmp of a node is "
     "often memory"},
    {"CUDA out of memory", "the memory of a GPU was not enough", "use a smaller batch, or more GPUs"},
    {"HIP out of memory", "the memory of a GPU was not enough", "use a smaller batch, or more GPUs"},
    {"OutOfMemoryError", "the memory of a GPU was not enough", "use a smaller batch, or more GPUs"},
    {"oom-kill event", "it used more memory than it asked for", "raise `memory:`, use more nodes, or smaller batches"},
    {"Out Of Memory", "it used more memory than it asked for", "raise `memory:`, use more nodes, or smaller batches"},
    {"exceeded memory limit", "it used more memory than it asked for",
     "raise `memory:`, use more nodes, or smaller batches"},
    {"MemoryError", "it could not get the memory it wanted", "raise `memory:`, or use smaller batches"},
    {"bad_alloc", "it could not get the memory it wanted", "raise `memory:`, or use smaller batches"},
    {"Cannot allocate memory", "it could not get the memory it wanted", "raise `memory:`, or use smaller batches"},
    {"DUE TO TIME LIMIT", "it ran into its time limit",
     "raise `time:`, or let it write checkpoints and go on from there"},
    {"DUE TO NODE FAILURE", "a node broke down while it ran", "submit it again; it is not your job's fault"},
    {"DUE TO PREEMPTION", "a job with a higher priority took its place", "submit it again; let it write checkpoints"},
    {"No module named", "a Python package is not installed where it ran",
     "install it into the environment or container that the job uses; compute nodes often have no internet"},
    {"Temporary failure in name resolution",
     "it wanted something from the internet, which compute nodes often do not have",
     "bring it beforehand: aifactory dataset upload; set offline variables with `env:`"},
    {"Name or service not known", "it wanted something from the network that is not to be found there",
     "compute nodes often have no internet: bring it beforehand with aifactory dataset upload"},
    {"Network is unreachable", "it wanted something from the internet, which these nodes do not have",
     "bring it beforehand: aifactory dataset upload; set offline variables with `env:`"},
    {"Max retries exceeded with url", "it wanted something from the internet, which compute nodes often do not have",
     "bring it beforehand: aifactory dataset upload; set offline variables with `env:`"},
    {"We couldn't connect to 'https://huggingface.co'", "it wanted to download from Hugging Face without internet",
     "bring model and data beforehand (aifactory dataset upload) and set HF_HUB_OFFLINE: 1 in `env:`"},
    {"No CUDA GPUs are available", "it saw no GPU", "ask for some with `gpus:`"},
    {"no CUDA-capable device is detected", "it saw no GPU", "ask for some with `gpus:`"},
    {"CUDA driver version is insufficient", "its CUDA is newer than the driver of the nodes",
     "use a container or wheel built for an older CUDA"},
    {"no kernel image is available for execution", "its CUDA code was built for other GPUs",
     "use a build for the site's GPUs: aifactory site show"},
    {"aifactory: the container image", "its container image is not there",
     "correct `container:`; aifactory site software lists the images of the site"},
    {"syntax error", "the shell could not read it", "correct the text of `command:` or the script"},
    {"unexpected EOF while looking for matching", "the shell could not read it: a quote or bracket is not closed",
     "correct the text of `command:` or the script"},
    {"SyntaxError", "Python could not read the program", "correct the line that it names"},
    {"Exec format error", "it was built for another kind of processor",
     "use a build for the processors of the compute nodes: aifactory site show"},
    {"error while loading shared libraries", "a library that it needs is not there",
     "load what it needs with `modules:`, or use a container"},
    {"GLIBC_", "it was built for a newer system than the nodes have", "build it on the site, or use a container"},
    {"Unable to locate a modulefile", "there is no such module", "see `module avail` on the site; correct `modules:`"},
    {"module(s) are unknown", "there is no such module", "see `module avail` on the site; correct `modules:`"},
    {"module: command not found", "the site has no `module` command", "take `modules:` out of the job"},
    {"command not found", "a command was not found",
     "load what it needs with `modules:`, and check that the file goes along (tracked by git)"},
    {"Read-only file system", "it wrote where nothing may be written", "write into the run's folder"},
    {"Permission denied", "it may not read or write a file", "check the rights, or write into the run's folder"},
    {"No such file or directory", "a file was not there",
     "check the path; files go along when git tracks them, datasets as $AIFACTORY_DATASET_…"},
    {"Address already in use", "another program has its network port", "choose the port by $SLURM_JOB_ID"},
    {"Loss is nan", "the training diverged", "lower the learning rate"},
};

}  // namespace

std::optional<scheduler::Explanation> read_clues(std::span<const std::string> lines) {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    for (const auto& clue : clues)
      if (line->find(clue.text) != std::string::npos)
        return scheduler::Explanation{fmt::format("{}: {}", clue.cause, shorten(printable(trim(*line)), 160)),
                                      std::string(clue.next_step)};
  return std::nullopt;
}

}  // namespace aifactory::job
