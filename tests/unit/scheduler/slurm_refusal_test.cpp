// SPDX-License-Identifier: Apache-2.0
#include "aifactory/scheduler/scheduler.hpp"

#include "support/catch.hpp"

using namespace aifactory::scheduler;

namespace {

constexpr auto failed = "sbatch: error: Batch job submission failed: ";

Refusal refusal(const std::string& text, int status = 1) {
  return make_slurm()->read_refusal(status, text);
}

}  // namespace

TEST_CASE("what is wrong with the account, and what with the job") {
  struct Row {
    const char* text;
    bool permission;
  };
  const Row rows[] = {{"Invalid account or account/partition combination specified", true},
                      {"Invalid qos specification", true},
                      {"Invalid partition name specified", false},
                      {"Requested node configuration is not available", false},
                      {"Node count specification invalid", false},
                      {"Requested time limit is invalid (missing or exceeds some limit)", false},
                      {"Invalid job array specification", false},
                      {"Invalid generic resource (gres) specification", false},
                      {"Access/permission denied", true},
                      {"Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)", true},
                      {"Job dependency problem", false}};
  for (const auto& row : rows) {
    const auto answer = refusal(std::string(failed) + row.text + "\n");
    INFO(row.text);
    CHECK(answer.text == row.text);
    CHECK(answer.about_permission == row.permission);
    CHECK_FALSE(answer.for_now);
    CHECK_FALSE(answer.perhaps_taken);
    CHECK_FALSE(answer.why.empty());
    CHECK_FALSE(answer.hint.empty());
  }
}

TEST_CASE("the detail above the general line counts") {
  const auto wall = refusal("sbatch: error: QOSMaxWallDurationPerJobLimit\n" + std::string(failed) +
                            "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)\n");
  CHECK_FALSE(wall.about_permission);
  CHECK(wall.hint.find("time:") != std::string::npos);
  const auto many =
      refusal("sbatch: error: AssocMaxSubmitJobLimit\n" + std::string(failed) + "Job violates accounting/QOS policy\n");
  CHECK(many.about_permission);
}

TEST_CASE("away for now, and perhaps taken all the same") {
  struct Row {
    const char* text;
    bool perhaps;
  };
  for (const auto& [text, perhaps] :
       {Row{"Unable to contact slurm controller (connect failure)", false},
        Row{"Unable to contact slurm controller (receive failure)", true},
        Row{"Socket timed out on send/recv operation", true}, Row{"Zero Bytes were transmitted or received", true},
        Row{"Slurm temporarily unable to accept job, sleeping and retrying", false},
        Row{"Resource temporarily unavailable", false}}) {
    const auto answer = refusal(std::string(failed) + text);
    INFO(text);
    CHECK(answer.for_now);
    CHECK(answer.perhaps_taken == perhaps);
  }
  CHECK(refusal("", 137).perhaps_taken);
  CHECK_FALSE(refusal("sbatch: error: Invalid --time specification", 255).for_now);
}

TEST_CASE("what nobody has met before") {
  CHECK(refusal("").why == "Slurm does not take the job");
  CHECK(refusal("sh: 1: sbatch: not found", 127).why.find("no sbatch") != std::string::npos);
  CHECK(refusal("sbatch: error: \x1b[2J strange\r\n").text == "\\x1b[2J strange");
  const auto dos = refusal(
      "sbatch: error: Batch script contains DOS line breaks (\\r\\n)\nsbatch: error: instead of expected UNIX line "
      "breaks (\\n).\n");
  CHECK(dos.hint.find("sed") != std::string::npos);
}

TEST_CASE("what was passed on to sbatch is named by its option") {
  CHECK(refusal(std::string(failed) + "Invalid license specification\n").hint.find("--licenses") != std::string::npos);
  CHECK(refusal(std::string(failed) + "Invalid node name specified\n").hint.find("--nodelist") != std::string::npos);
  CHECK(refusal("sbatch: error: Invalid --signal specification\n", 255).hint.find("signal:") != std::string::npos);
  CHECK(refusal("sbatch: error: Invalid --time specification\n", 255).hint.find("`time:`") != std::string::npos);
}
