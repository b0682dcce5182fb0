// SPDX-License-Identifier: Apache-2.0
#include "job/directives.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/job/run.hpp"

#include "support/catch.hpp"
#include "unit/job/sites.hpp"

#include <algorithm>

using namespace aifactory;
using namespace aifactory::job;

namespace {

constexpr const char* script =
    "#!/bin/bash\n"
    "#SBATCH -J mine -o out.log\n"
    "#SBATCH --time=30 --nodes 2   # a comment --qos=x\n"
    "#SBATCH --gres=gpu:4\n"
    "\n"
    "# prose\n"
    "#SBATCH --comment=\"two words\" --constraint=h100\n"
    "#SBATCHED --nice=3\n"
    " #SBATCH --nice=4\n"
    "echo\n"
    "#SBATCH --qos=late\n";

config::Job own_job() {
  config::Job job;
  job.name = "train";
  job.script = "/train.sh";
  return job;
}

std::vector<std::string> words(const std::vector<scheduler::Option>& options) {
  std::vector<std::string> all;
  for (const auto& option : options)
    all.push_back(option.word());
  return all;
}

bool has(const std::vector<std::string>& all, const std::string& word) {
  return std::ranges::find(all, word) != all.end();
}

}  // namespace

TEST_CASE("the lines of an own script, as sbatch reads them") {
  CHECK(words(directives_of(script)) == std::vector<std::string>{"--job-name=mine", "--output=out.log", "--time=30",
                                                                 "--nodes=2", "--gres=gpu:4", "--comment=two words",
                                                                 "--constraint=h100"});
  CHECK(directives_of("").empty());
  CHECK(directives_of("#SBATCH\n#SBATCH \n").empty());
  CHECK_THROWS_AS(directives_of("#SBATCH nonsense\n"), Error);
}

TEST_CASE("they count where the project file says nothing") {
  std::vector<std::string> warnings;
  const auto job = with_directives(own_job(), script, warnings);
  CHECK(job.time == Seconds{1800});
  CHECK(job.nodes == 2);
  CHECK(job.gpus == 8);
  CHECK(job.qos.empty());
  REQUIRE(warnings.size() == 2);  // --job-name, --output
  const auto made = plan(own_job(), test::mn5(), script);
  CHECK(has(made.options, "--time=0:30:00"));
  CHECK(has(made.options, "--gres=gpu:4"));
  CHECK(has(made.options, "--ntasks-per-node=4"));
  CHECK(words(other_directives(script, made.options)) ==
        std::vector<std::string>{"--comment=two words", "--constraint=h100"});
}

TEST_CASE("a script does not have its log wiped out when it runs again") {
  const std::string truncating = "#SBATCH --open-mode=truncate\n";
  std::vector<std::string> warnings;
  const auto made = plan(own_job(), test::mn5(), truncating);
  with_directives(own_job(), truncating, warnings);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].find("`sbatch: [--open-mode=truncate]`") != std::string::npos);
  CHECK(other_directives(truncating, made.options).empty());
  auto job = own_job();
  job.sbatch = {"--open-mode=truncate"};
  CHECK(has(plan(job, test::mn5()).options, "--open-mode=truncate"));
}

TEST_CASE("where both say something the project file goes before, and that is told") {
  auto job = own_job();
  job.time = Seconds{7200};
  job.gpus = 4;
  job.account = "ehpc42";
  std::vector<std::string> warnings;
  const auto both = with_directives(
      job, "#SBATCH -t 30\n#SBATCH --gres=gpu:2\n#SBATCH -A ehpc42\n#SBATCH -N 1-2\n#SBATCH -t1:00\n", warnings);
  CHECK(both.time == Seconds{7200});
  CHECK(both.gpus == 4);
  CHECK_FALSE(both.nodes);
  REQUIRE(warnings.size() == 3);
  CHECK(warnings[0].find("--time=1:00") != std::string::npos);
  CHECK(warnings[0].find("`time:`") != std::string::npos);
}

TEST_CASE("GPUs in all the ways there are") {
  struct Row {
    const char* lines;
    int gpus;
  };
  for (const auto& [lines, gpus] :
       {Row{"#SBATCH --gpus=3\n", 3}, Row{"#SBATCH -N2\n#SBATCH --gpus-per-node=2\n", 4},
        Row{"#SBATCH -n 4\n#SBATCH --gpus-per-task=1\n", 4}, Row{"#SBATCH --gres=gpu\n", 1},
        Row{"#SBATCH --gres=gpu:h100:2\n", 2}, Row{"#SBATCH --gres=shard:2\n", 0}, Row{"", 0}}) {
    INFO(lines);
    std::vector<std::string> warnings;
    const auto job = with_directives(own_job(), lines, warnings);
    CHECK(job.gpus == gpus);
    CHECK(job.sbatch.size() ==
          (std::string_view(lines).find("h100") + 1 > 0 || std::string_view(lines).find("shard") + 1 > 0 ? 1u : 0u));
  }
}

TEST_CASE("what would make sbatch do something else than submit is left out of a script, and told") {
  const std::string lines = "#SBATCH --test-only --wait -M other\n#SBATCH --parsable -Q\n";
  std::vector<std::string> warnings;
  with_directives(own_job(), lines, warnings);
  CHECK(warnings.size() == 3);
  CHECK(other_directives(lines, {}).empty());
}

TEST_CASE("a line that cannot be followed is shown") {
  struct Row {
    const char* line;
    const char* why;
  };
  for (const auto& [line, why] : {Row{"#SBATCH --bogus", "it needs a value"}, Row{"#SBATCH --time=soon", "no time"},
                                  Row{"#SBATCH -Z", "there is no -Z"}}) {
    INFO(line);
    std::vector<std::string> warnings;
    try {
      with_directives(own_job(), std::string("#SBATCH -N 1\n") + line + "\n", warnings);
      FAIL("followed all the same");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::bad_input);
      CHECK(std::string(error.what()).find(line) != std::string::npos);
      CHECK(error.failure().why.find(why) != std::string::npos);
    }
  }
}
