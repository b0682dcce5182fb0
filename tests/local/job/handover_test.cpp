// SPDX-License-Identifier: Apache-2.0
#include "job/handover.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace aifactory;
using namespace aifactory::job;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// A Slurm of a few lines: jobs are lines "ID NAME" of a file. What is in `behaviour` makes it slow or unwilling.
constexpr auto fake_sbatch = R"sh(#!/bin/sh
cd "$(dirname "$0")/.." || exit 9
echo "$(umask) $LC_ALL $TZ $SLURM_TIME_FORMAT" >environment
for word in "$@"; do case $word in --job-name=*) name=${word#--job-name=} ;; esac; done
case $(cat behaviour 2>/dev/null) in
  refuse) echo 'sbatch: error: Batch job submission failed: Invalid qos specification' >&2; exit 1 ;;
  silent) exit 0 ;;
  late) (/bin/sleep 0.3; echo "77 $name" >>jobs) >/dev/null 2>&1 &
        echo 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation' >&2; exit 1 ;;
esac
/bin/sleep 0.03
id=$$
echo "$id $name" >>jobs
/bin/sleep 0.03
echo 'a line of the site'
echo "$id;cluster"
)sh";

constexpr auto fake_squeue = R"sh(#!/bin/sh
cd "$(dirname "$0")/.." || exit 9
[ "$(cat behaviour 2>/dev/null)" != down ] || { echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1; }
while [ "$#" -gt 0 ]; do [ "$1" != -n ] || name=$2; shift; done
[ ! -e jobs ] || sed -n "s/^\([0-9]*\) $name\$/\1/p" jobs
)sh";

/// A site: a folder with the fake commands, a run's folder, and a snapshot of code.
struct Site {
  TemporaryDirectory root;
  std::unique_ptr<scheduler::Scheduler> slurm = scheduler::make_slurm();

  Site() {
    const auto bin = root.path() / "bin";
    fs::create_directories(bin);
    fs::create_directories(root.path() / "code/lib");
    write_file(root.path() / "code/train.py", "print()\n");
    write_file(root.path() / "code/lib/x", "x\n", 0755);
    write_file(bin / "sbatch", fake_sbatch, 0755);
    write_file(bin / "squeue", fake_squeue, 0755);
    write_file(bin / "sacct", "#!/bin/sh\nexit 0\n", 0755);
    write_file(bin / "sleep", "#!/bin/sh\nexec /bin/sleep 0.02\n", 0755);
  }

  fs::path run_folder(const std::string& name) const { return root.path() / "runs" / name; }

  Handover handover(const std::string& name) const {
    return {*slurm, {.job_name = name, .run_folder = run_folder(name), .script = "job.sh"}, root.path() / "code"};
  }

  /// A process that runs `text` with `input`, in a group of its own; when it returns, /bin/sh runs, with default
  /// signals: a fork() would still have the handlers of the test when it is killed at once.
  pid_t start(const std::string& text, const std::string& input, const fs::path& out) const {
    const auto files = out.string() + ".files";
    write_file(files, input);
    write_file(out.string() + ".sh", "PATH=" + (root.path() / "bin").string() + ":$PATH\n" + text);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    constexpr int write = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions, 0, files.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), write, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, (out.string() + ".err").c_str(), write, 0600);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    auto script = out.string() + ".sh";
    char shell[] = "sh";
    char* const words[] = {shell, script.data(), nullptr};
    pid_t pid = -1;
    const int error = posix_spawn(&pid, "/bin/sh", &actions, &attributes, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) throw std::runtime_error("cannot start /bin/sh");
    return pid;
  }

  Settled finish(const std::string& text, const std::string& input, const fs::path& out) const {
    int status = 0;
    ::waitpid(start(text, input, out), &status, 0);
    return read_settled(read_file(out));
  }

  Settled submit(const std::string& name) const {
    return finish(submit_text(handover(name)), payload({{"job.sh", "#!/bin/bash\ntrue\n"}, {"script", "own"}}),
                  root.path() / ("out." + name));
  }

  Settled look(const std::string& name) const {
    return finish(look_text(handover(name)), "", root.path() / ("look." + name));
  }

  std::vector<std::string> jobs_of(const std::string& name) const {
    std::vector<std::string> ids;
    for (const auto& line : split_lines(read_file_if_any(root.path() / "jobs").value_or("")))
      if (line.ends_with(" " + name)) ids.push_back(split(line, ' ')[0]);
    return ids;
  }

  void behave(const std::string& how) const { write_file(root.path() / "behaviour", how); }
};

}  // namespace

TEST_CASE("a submission fills the run's folder and gives the id") {
  Site site;
  CHECK(site.look("a").kind == Settled::Kind::never);
  const auto settled = site.submit("a");
  REQUIRE(settled.kind == Settled::Kind::taken);
  CHECK(site.jobs_of("a") == std::vector{settled.id});
  const auto run = site.run_folder("a");
  CHECK(read_file(run / "id") == settled.id + "\n");
  CHECK(read_file(run / "job.sh") == "#!/bin/bash\ntrue\n");
  CHECK(read_file(run / "work/lib/x") == "x\n");
  CHECK((fs::status(run / "script").permissions() & fs::perms::owner_exec) != fs::perms::none);
  SECTION("again, and looking, find the same") {
    CHECK(site.submit("a").id == settled.id);
    CHECK(site.look("a").id == settled.id);
    CHECK(site.jobs_of("a").size() == 1);
  }
  SECTION("a lost id is found in the queue") {
    fs::remove(run / "id");
    CHECK(site.look("a").id == settled.id);
    fs::remove(run / "id");
    CHECK(site.submit("a").id == settled.id);
    CHECK(site.jobs_of("a").size() == 1);
  }
}

TEST_CASE("a job inherits the user's own umask, locale and time zone") {
  Site site;
  const auto text = "umask 077; export LC_ALL=de_DE.UTF-8 TZ=Asia/Tokyo\n" + submit_text(site.handover("a"));
  REQUIRE(site.finish(text, payload({{"job.sh", "true\n"}}), site.root.path() / "out").kind == Settled::Kind::taken);
  CHECK(split(read_file(site.root.path() / "environment"), ' ')[0].ends_with("077"));
  CHECK(read_file(site.root.path() / "environment").ends_with(" de_DE.UTF-8 Asia/Tokyo \n"));
}

TEST_CASE("a refusal stays a refusal") {
  Site site;
  site.behave("refuse");
  for (int time = 0; time < 2; ++time) {
    const auto settled = site.submit("a");
    CHECK(settled.kind == Settled::Kind::refused);
    CHECK(settled.status == 1);
    CHECK(settled.text == "sbatch: error: Batch job submission failed: Invalid qos specification");
  }
  CHECK(site.look("a").kind == Settled::Kind::lost);
}

TEST_CASE("a job that appears late is found") {
  Site site;
  site.behave("late");
  const auto settled = site.submit("a");
  REQUIRE(settled.kind == Settled::Kind::refused);
  CHECK(site.slurm->read_refusal(settled.status, settled.text).perhaps_taken);
  std::this_thread::sleep_for(500ms);
  CHECK(site.look("a").id == "77");
}

TEST_CASE("an answer without an id is not believed") {
  Site site;
  site.behave("silent");
  CHECK(site.submit("a").kind == Settled::Kind::unknown);
  CHECK(site.look("a").kind == Settled::Kind::lost);
  site.behave("down");
  CHECK(site.look("a").kind == Settled::Kind::unknown);
}

TEST_CASE("files that came only in part are brought again") {
  Site site;
  const auto whole = payload({{"job.sh", "#!/bin/bash\ntrue\n"}});
  const auto text = submit_text(site.handover("a"));
  for (std::size_t size = 0; size < whole.size() - 1; size += whole.size() / 3)
    CHECK(site.finish(text, whole.substr(0, size), site.root.path() / "cut").kind == Settled::Kind::unknown);
  CHECK(site.jobs_of("a").empty());
  CHECK(site.submit("a").kind == Settled::Kind::taken);
}

TEST_CASE("a folder that cannot be made is told") {
  Site site;
  write_file(site.root.path() / "runs", "a file");
  CHECK(site.submit("a").kind == Settled::Kind::failed);
  fs::remove(site.root.path() / "runs");
  fs::remove_all(site.root.path() / "code");
  const auto settled = site.submit("a");
  CHECK(settled.kind == Settled::Kind::failed);
  CHECK(settled.text.find("code") != std::string::npos);
  CHECK(site.jobs_of("a").empty());
}

TEST_CASE("many at once submit one job") {
  Site site;
  const auto text = submit_text(site.handover("a"));
  const auto files = payload({{"job.sh", "true\n"}});
  std::vector<std::thread> threads;
  std::vector<Settled> settled(8);
  for (std::size_t i = 0; i < settled.size(); ++i)
    threads.emplace_back(
        [&, i] { settled[i] = site.finish(text, files, site.root.path() / ("t" + std::to_string(i))); });
  for (auto& thread : threads)
    thread.join();
  for (const auto& one : settled)
    CHECK(one.id == settled[0].id);
  CHECK(site.jobs_of("a") == std::vector{settled[0].id});
}

TEST_CASE("killed at any moment and tried again, there is one job") {
  Site site;
  constexpr int rounds = 12;
  const auto files = payload({{"job.sh", "true\n"}});
  const auto one_round = [&](int round) {
    const auto name = "r" + std::to_string(round);
    const auto text = submit_text(site.handover(name));
    const auto pid = site.start(text, files, site.root.path() / (name + ".first"));
    std::this_thread::sleep_for(round * 20ms);
    // The whole group, as when a login node dies; or the shell alone, so that sbatch goes on without it.
    ::kill(round % 2 == 0 ? -pid : pid, round % 3 == 0 ? SIGTERM : SIGKILL);
    if (round % 3 != 0) ::waitpid(pid, nullptr, 0);
    auto second = site.finish(text, files, site.root.path() / (name + ".second"));
    // On a busy machine the first may still be at it: then nothing is known yet.
    for (int more = 0; second.kind == Settled::Kind::unknown && more < 50; ++more)
      second = site.finish(text, files, site.root.path() / (name + ".second"));
    if (round % 3 == 0) ::waitpid(pid, nullptr, 0);
    return second;
  };
  std::vector<Settled> settled(rounds);
  std::vector<std::thread> threads;
  for (int worker = 0; worker < 6; ++worker)
    threads.emplace_back([&, worker] {
      for (int round = worker; round < rounds; round += 6)
        settled[static_cast<std::size_t>(round)] = one_round(round);
    });
  for (auto& thread : threads)
    thread.join();
  for (int round = 0; round < rounds; ++round) {
    INFO("round " << round << " " << settled[static_cast<std::size_t>(round)].text);
    const auto jobs = site.jobs_of("r" + std::to_string(round));
    const auto& end = settled[static_cast<std::size_t>(round)];
    // Where the signal hit sbatch itself, nobody knows: then nothing is called a second time.
    if (end.kind == Settled::Kind::refused) {
      CHECK(site.slurm->read_refusal(end.status, end.text).perhaps_taken);
      CHECK(jobs.size() <= 1);
    } else {
      CHECK(end.kind == Settled::Kind::taken);
      CHECK(jobs == std::vector{end.id});
    }
  }
}

TEST_CASE("interrupted before it knows its own name, an attempt is none") {
  Site site;
  const auto bin = site.root.path() / "bin";
  const std::string program = GENERATE("hostname", "date");
  write_file(bin / program, "#!/bin/sh\nexit 143\n", 0755);
  write_file(bin / "uname", "#!/bin/sh\nexit 143\n", 0755);
  CHECK(site.submit("a").kind == Settled::Kind::unknown);
  CHECK(site.jobs_of("a").empty());
  fs::remove(bin / program);
  CHECK(site.submit("a").kind == Settled::Kind::taken);
  CHECK(site.jobs_of("a").size() == 1);
}

TEST_CASE("a call left behind by a killed attempt sees that another has taken over") {
  Site site;
  const auto calling = site.run_folder("a") / "attempt.1.calling";
  // Between the process for the call and its name in the file there is time for everything.
  write_file(site.root.path() / "bin/sh",
             "#!/bin/sh\n[ \"$1\" != -c ] || [ -e " + shell_quote((site.run_folder("a") / "attempt.2").string()) +
                 " ] || /bin/sleep 0.5\nexec /bin/sh \"$@\"\n",
             0755);
  const auto text = submit_text(site.handover("a"));
  const auto files = payload({{"job.sh", "true\n"}});
  const auto first = site.start(text, files, site.root.path() / "first");
  while (!fs::exists(calling))
    std::this_thread::sleep_for(1ms);
  ::kill(first, SIGKILL);
  ::waitpid(first, nullptr, 0);
  const auto second = site.finish(text, files, site.root.path() / "second");
  REQUIRE(second.kind == Settled::Kind::taken);
  while (fs::file_size(calling) == 0)
    std::this_thread::sleep_for(1ms);
  const auto stat = "/proc/" + std::string(trim(read_file(calling))) + "/stat";
  for (auto seen = read_file_if_any(stat); seen && seen->find(") Z") == seen->npos; seen = read_file_if_any(stat))
    std::this_thread::sleep_for(1ms);
  CHECK(site.jobs_of("a") == std::vector{second.id});
}

TEST_CASE("files with any text in them arrive as they are") {
  Site site;
  const std::string nasty = "$(touch never) `touch never` \\ 'q' \"q\"\nEOF\n$HOME\t\x01\xff\n\n";
  site.finish(submit_text(site.handover("a")), payload({{"job.sh", nasty}, {"it's", "no newline"}}),
              site.root.path() / "o");
  CHECK(read_file(site.run_folder("a") / "job.sh") == nasty);
  CHECK(read_file(site.run_folder("a") / "it's") == "no newline\n");
  CHECK_THROWS_AS(payload({{"x", std::string("a\0b", 3)}}), Error);
}

TEST_CASE("answers that are none") {
  CHECK_THROWS_AS(read_settled(""), Error);
  CHECK_THROWS_AS(read_settled("noise"), Error);
  CHECK_THROWS_AS(read_settled("@aifactory taken 7"), Error);  // cut short
  CHECK(read_settled("noise\n@aifactory taken 7\n").id == "7");
  CHECK(read_settled("@aifactory whatever\n").kind == Settled::Kind::unknown);
  CHECK(read_settled("@aifactory refused 255\none\ntwo\n").text == "one\ntwo");
}
