// SPDX-License-Identifier: Apache-2.0
#include "job/sampler.hpp"

#include "aifactory/base/error.hpp"

#include "job/embedded.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::job {
namespace {

// Started through a subshell that ends at once, so that a `wait` of the job does not wait for it. The first node is
// this one; a step reaches the others, sharing what the job has (--overlap, --mem=0), so that no step of the job waits
// for it.
constexpr std::string_view text = R"sh(
# Measures GPUs, CPUs and memory beside the job into sampler/; `sampler: false` in aifactory.yaml turns it off.
if [ -r "$AIFACTORY_RUN_DIR/sampler.sh" ]; then
  (nice -n 19 sh "$AIFACTORY_RUN_DIR/sampler.sh" {0} $$ </dev/null >/dev/null 2>&1 &)
  [ "${{SLURM_JOB_NUM_NODES:-1}}" -le 1 ] || (mkdir -p "$AIFACTORY_RUN_DIR/sampler" &&
    srun --overlap --relative=1 --nodes=$((SLURM_JOB_NUM_NODES - 1)) --ntasks=$((SLURM_JOB_NUM_NODES - 1)) \
      --ntasks-per-node=1 --cpus-per-task=1 --mem=0 --mpi=none --job-name=aifactory-sampler --input=none --output=/dev/null \
      nice -n 19 sh "$AIFACTORY_RUN_DIR/sampler.sh" {0} 0 </dev/null >/dev/null 2>"$AIFACTORY_RUN_DIR/sampler/srun.log" &)
fi
)sh";

}  // namespace

std::string_view sampler_program() {
  const auto files = embedded_files();
  const auto found = std::ranges::find(files, "src/job/sampler.sh", &EmbeddedFile::path);
  if (found == files.end()) throw Error{{.kind = ErrorKind::bug, .what = "the sampler was not compiled in"}};
  return found->content;
}

std::string start_sampler(Seconds interval) {
  return interval <= Seconds{0} ? std::string() : fmt::format(text, interval.count());
}

}  // namespace aifactory::job
