// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/jobs.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/task.hpp"
#include "aifactory/transport/local.hpp"

#include "job/submitter.hpp"
#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "unit/job/sites.hpp"

#include <filesystem>
#include <thread>

using namespace aifactory;
using namespace aifactory::job;
using aifactory::test::kind_of;
using scheduler::State;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

class Quiet : public transfer::Observer {
 public:
  void planned(std::uint64_t, std::uint64_t) override {}
  void moved(std::uint64_t, std::uint64_t) override {}
  void phase(std::string_view) override {}
};

/// A channel whose connection breaks when the answer should come.
class Cut : public transport::Channel {
 public:
  explicit Cut(std::unique_ptr<transport::Channel> channel) : channel_(std::move(channel)) {}
  std::size_t write(std::span<const std::byte> bytes) override { return channel_->write(bytes); }
  void finish_writing() override { channel_->finish_writing(); }
  transport::Arrival read(std::span<std::byte> into) override {
    const auto arrival = channel_->read(into);
    if (arrival.kind == transport::Arrival::Kind::nothing_yet) return arrival;
    throw Error{{.kind = ErrorKind::try_again, .what = "connection lost"}};
  }
  const transport::Ending& ending() const override { return channel_->ending(); }
  void send_signal(std::string_view name) override { channel_->send_signal(name); }
  pollfd poll_for() const override { return channel_->poll_for(); }

 private:
  std::unique_ptr<transport::Channel> channel_;
};

/// This machine, with a connection that may break: before a command arrives, or before its answer does.
class Fragile : public transport::Host {
 public:
  const std::string& name() const override { return host_->name(); }
  std::unique_ptr<transport::Channel> start(std::string_view script) override {
    commands.emplace_back(script);
    if (refuse_login) throw Error{{.kind = ErrorKind::unavailable, .what = "no route"}};
    if (breaks_before > 0 && breaks_before--) throw Error{{.kind = ErrorKind::try_again, .what = "connection lost"}};
    auto channel = host_->start(path + std::string(script));
    if (breaks_after > 0 && breaks_after--) return std::make_unique<Cut>(std::move(channel));
    return channel;
  }
  std::unique_ptr<transport::FileChannel> open_files() override { return host_->open_files(); }

  std::vector<std::string> commands;
  std::string path;  ///< shell text before each command
  int breaks_before = 0;
  int breaks_after = 0;
  bool refuse_login = false;

 private:
  std::unique_ptr<transport::Host> host_ = transport::make_local_host();
};

/// A project, a site and all that stands between.
struct Bench {
  TemporaryDirectory root;
  Fragile host;
  std::unique_ptr<scheduler::Scheduler> scheduler = scheduler::make_local(Seconds{1});
  config::SiteProfile site;
  Ledger ledger{root.path() / "ledger.db"};
  config::Job description;
  Quiet quiet;

  Bench() {
    site.id = "local";
    site.scheduler = config::SchedulerKind::local;
    site.poll_at_least = Seconds{0};
    description.name = "train";
    description.command = "echo hello";
  }

  Jobs jobs() { return Jobs({host, *scheduler, site, ledger, (root.path() / "it's the root").string()}); }

  Jobs::Request request() {
    return {.job = description, .project = "/p", .dataset_paths = {}, .dataset_fingerprints = {}};
  }

  Run submit() { return jobs().submit(request(), quiet); }

  Run ended(const Run& run) {
    for (int look = 0; look < 100; ++look) {
      const auto now = jobs().refresh({run}).at(0);
      if (scheduler::is_final(now.state)) return now;
      std::this_thread::sleep_for(50ms);
    }
    FAIL("it did not end");
    return run;
  }

  /// A Slurm whose commands are these texts.
  void use_slurm(const std::string& sbatch, const std::string& squeue, const std::string& sacct = "exit 0") {
    const auto bin = root.path() / "bin";
    fs::create_directories(bin);
    const auto put = [&](const char* name, const std::string& text) {
      write_file(bin / name, "#!/bin/sh\ncd " + shell_quote(root.path().string()) + "\n" + text + "\n", 0755);
    };
    put("sbatch", sbatch);
    put("squeue", squeue);
    put("sacct", sacct);
    put("scancel", "echo \"$@\" >>cancelled; [ ! -e refuse_cancel ] || { cat refuse_cancel >&2; exit 1; }");
    put("sleep", "exec /bin/sleep 0.02");
    host.path = "PATH=" + shell_quote(bin.string()) + ":$PATH\n";
    scheduler = scheduler::make_slurm();
    site = test::mn5();
    site.poll_at_least = Seconds{0};
    description.time = Seconds{600};
  }
};

}  // namespace

TEST_CASE("a job goes along with its code, runs, and is told truly") {
  Bench bench;
  const auto code = bench.root.path() / "code";
  fs::create_directories(code / "lib");
  write_file(code / "train.sh", "cat lib/x; echo $AIFACTORY_DATASET_CORPUS; echo err >&2; exit 3\n");
  write_file(code / "lib/x", "from the code\n");
  bench.description.command = "sh train.sh";
  bench.description.code = code;
  auto request = bench.request();
  request.dataset_paths = {{"corpus", "/data/corpus"}};
  request.dataset_fingerprints = {{"corpus", "abc"}};
  const auto run = bench.jobs().submit(request, bench.quiet);
  CHECK(run.name.starts_with("train-"));
  CHECK_FALSE(run.id.empty());
  CHECK(run.site == "local");
  const auto ended = bench.ended(run);
  CHECK(ended.state == State::failed);
  CHECK(exit_status_of(ended) == 3);
  CHECK(read_file(run.stdout_path) == "from the code\n/data/corpus\n");
  CHECK(read_file(run.stderr_path) == "err\n");
  CHECK(bench.ledger.find("/p", "").state == State::failed);
  CHECK(fs::exists(fs::path(run.folder) / "run.json"));
  CHECK(fs::exists(fs::path(run.folder) / "spec.json"));
  SECTION("the same code is sent once, another one again") {
    CHECK(bench.submit().code_snapshot == run.code_snapshot);
    write_file(code / "lib/x", "changed\n");
    const auto other = bench.submit();
    CHECK(other.code_snapshot != run.code_snapshot);
    CHECK(read_file(fs::path(run.folder) / "work/lib/x") == "from the code\n");
    CHECK(read_file(fs::path(other.folder) / "work/lib/x") == "changed\n");
  }
}

TEST_CASE("waiting for several, cancelling one") {
  Bench bench;
  const auto quick = bench.submit();
  bench.description.command = "sleep 300";
  const auto slow = bench.submit();
  bench.jobs().cancel({slow});
  int ticks = 0;
  const auto runs = bench.jobs().wait({quick, slow}, 20s, [&](const std::vector<Run>&) { ++ticks; });
  CHECK(runs.at(0).state == State::completed);
  CHECK(runs.at(1).state == State::cancelled);
  CHECK(ticks >= 1);
  bench.jobs().cancel(runs);
  const auto commands = bench.host.commands.size();
  CHECK(bench.jobs().refresh(runs).size() == 2);
  CHECK(bench.host.commands.size() == commands);  // nothing is asked about what has ended
}

TEST_CASE("waiting no longer than was said") {
  Bench bench;
  bench.description.command = "sleep 300";
  const auto run = bench.submit();
  CHECK(kind_of([&] { bench.jobs().wait({run}, 0s, [](const auto&) {}); }) == ErrorKind::timed_out);
  bench.jobs().cancel({run});
  bench.ended(run);
}

TEST_CASE("an own script") {
  Bench bench;
  bench.description.command.clear();
  bench.description.script = bench.root.path() / "own.sh";
  write_file(bench.description.script, "echo own $0; exit 4\n");
  const auto run = bench.submit();
  CHECK(bench.ended(run).exit_code == 4);
  CHECK(read_file(run.stdout_path) == "own " + run.folder + "/script\n");
  write_file(bench.description.script, "#!/bin/sh\r\necho\r\n");
  CHECK(kind_of([&] { bench.submit(); }) == ErrorKind::bad_input);
  bench.description.script = bench.root.path() / "nowhere.sh";
  CHECK(kind_of([&] { bench.submit(); }) == ErrorKind::no_input);
  CHECK(bench.ledger.list({}).size() == 1);
}

TEST_CASE("a connection that breaks once is not noticed") {
  Bench bench;
  SECTION("before the submission arrives") {
    bench.host.breaks_before = 1;
  }
  SECTION("without breaking") {}
  bench.description.command = "echo ran >>ran";
  const auto run = bench.submit();
  CHECK(bench.ended(run).state == State::completed);
  CHECK(read_file(fs::path(run.folder) / "work/ran") == "ran\n");
  CHECK(bench.ledger.list({}).size() == 1);
}

TEST_CASE("nothing is remembered of what was never sent") {
  Bench bench;
  bench.host.refuse_login = true;
  CHECK(kind_of([&] { bench.submit(); }) == ErrorKind::unavailable);
  CHECK(bench.ledger.list({}).empty());
}

TEST_CASE("every question to the batch system is announced before") {
  Bench bench;
  int calls = 0;
  Jobs jobs({bench.host, *bench.scheduler, bench.site, bench.ledger, (bench.root.path() / "root").string(),
             [&] { ++calls; }});
  bench.description.command = "sleep 300";
  const auto run = jobs.submit(bench.request(), bench.quiet);
  CHECK(calls == 1);
  jobs.refresh({run});
  CHECK(calls == 2);
  jobs.cancel({run});
  CHECK(calls == 3);
  const auto ended = bench.ended(run);
  jobs.refresh({ended});
  CHECK(calls == 3);  // what has ended is not asked for
  jobs.diagnose(ended);
  CHECK(calls == 4);
}

TEST_CASE("who is stopped while waiting for the turn has submitted nothing") {
  Bench bench;
  Jobs jobs({bench.host, *bench.scheduler, bench.site, bench.ledger, (bench.root.path() / "root").string(),
             [] { throw Error{{.kind = ErrorKind::interrupted, .what = "interrupted"}}; }});
  CHECK(kind_of([&] { jobs.submit(bench.request(), bench.quiet); }) == ErrorKind::interrupted);
  CHECK(bench.ledger.list({}).empty());
}

TEST_CASE("a submission whose answer was lost is settled later") {
  Bench bench;
  bench.use_slurm("echo 4711 >>jobs; echo 4711", "[ ! -e jobs ] || cat jobs");
  bench.host.breaks_before = 2;
  CHECK(kind_of([&] { bench.submit(); }) == ErrorKind::try_again);
  auto run = bench.ledger.find("/p", "");
  CHECK(run.id.empty());
  CHECK(run.state == State::unknown);
  SECTION("it was never submitted: young, nobody knows") {
    CHECK(bench.jobs().refresh({run}).at(0).state == State::unknown);
    CHECK(kind_of([&] { bench.jobs().cancel({run}); }) == ErrorKind::try_again);
  }
  SECTION("it was never submitted, and the process that tried to is gone") {
    run.created -= 2min;
    CHECK(bench.jobs().refresh({run}).at(0).state == State::unknown);
    run.submitter = "elsewhere 1";
    CHECK(bench.jobs().refresh({run}).at(0).state == State::unknown);
    run.submitter = this_process().substr(0, this_process().find(' ')) + " 999999999";
    CHECK(bench.jobs().refresh({run}).at(0).reason == "NeverSubmitted");
  }
  SECTION("it was never submitted: old, that is sure") {
    run.created -= 1h;
    const auto settled = bench.jobs().refresh({run}).at(0);
    CHECK(settled.state == State::failed);
    CHECK(settled.reason == "NeverSubmitted");
    CHECK(bench.ledger.find("/p", "").state == State::failed);
  }
  SECTION("it is still under way, or was given up before the batch system was called") {
    fs::create_directories(run.folder);
    write_file(fs::path(run.folder) / "attempt.1", "elsewhere 1 1\n");
    CHECK(bench.jobs().refresh({run}).at(0).state == State::unknown);
    run.created -= 1h;
    CHECK(bench.jobs().refresh({run}).at(0).reason == "NeverSubmitted");
  }
  SECTION("it was submitted: the job is adopted") {
    fs::create_directories(run.folder);
    write_file(fs::path(run.folder) / "attempt.1", "elsewhere 1 1\n");
    write_file(fs::path(run.folder) / "attempt.1.calling", "1\n");
    write_file(bench.root.path() / "jobs", "4711\n");
    CHECK(bench.jobs().refresh({run}).at(0).id == "4711");
    CHECK(bench.ledger.find("/p", "4711").name == run.name);
  }
}

TEST_CASE("what the batch system refuses leaves nothing behind") {
  Bench bench;
  struct Row {
    const char* text;
    ErrorKind kind;
  };
  for (const auto& [text, kind] :
       {Row{"Invalid account or account/partition combination specified", ErrorKind::not_permitted},
        Row{"Requested node configuration is not available", ErrorKind::bad_input},
        Row{"Unable to contact slurm controller (connect failure)", ErrorKind::try_again}}) {
    bench.use_slurm("echo 'sbatch: error: Batch job submission failed: " + std::string(text) + "' >&2; exit 1",
                    "exit 0");
    INFO(text);
    CHECK(kind_of([&] { bench.submit(); }) == kind);
    CHECK(bench.ledger.list({}).empty());
    CHECK(fs::is_empty(bench.root.path() / "it's the root/runs"));
  }
}

TEST_CASE("a controller that answers too late") {
  Bench bench;
  bench.use_slurm(
      "(/bin/sleep 0.5; echo 77 >jobs) >/dev/null 2>&1 & echo 'sbatch: error: Socket timed out on send/recv operation' "
      ">&2; exit 1",
      "[ ! -e jobs ] || cat jobs");
  CHECK(bench.submit().id == "77");
  CHECK(bench.ledger.find("/p", "").id == "77");
}

TEST_CASE("a batch system that is away changes nothing, and is waited for") {
  Bench bench;
  bench.use_slurm(
      "echo 7", "[ -e up ] || { echo 'Unable to contact slurm controller' >&2; exit 1; }; exit 0",
      "[ -e up ] || { echo 'sacct: error: Connection refused' >&2; exit 1; }\n"
      "printf '7\\037COMPLETED\\0370:0\\037\\037\\037\\037\\037\\037\\037\\037\\037\\037\\037\\037\\037train\\n'");
  const auto run = bench.submit();
  CHECK(kind_of([&] { bench.jobs().refresh({run}); }) == ErrorKind::try_again);
  CHECK(bench.ledger.find("/p", "").state == State::pending);
  int looks = 0;
  const auto runs = bench.jobs().wait({run}, 30s, [&](const std::vector<Run>& now) {
    CHECK((looks > 0 || now.at(0).state == State::pending));
    if (++looks == 1) write_file(bench.root.path() / "up", "");
  });
  CHECK(runs.at(0).state == State::completed);
}

TEST_CASE("a site that has answered is waited for while it cannot be reached") {
  Bench bench;
  bench.use_slurm("echo 7", "exit 0",
                  "[ ! -e up ] || printf "
                  "'7\\037COMPLETED\\0370:0\\037\\037\\037\\037\\037\\037\\037\\037\\037\\037\\037\\037\\037train\\n'");
  const auto run = bench.submit();
  int looks = 0;
  const auto runs = bench.jobs().wait({run}, 60s, [&](const std::vector<Run>&) {
    bench.host.refuse_login = ++looks == 1;
    if (looks == 2) write_file(bench.root.path() / "up", "");
  });
  CHECK(runs.at(0).state == State::completed);
  CHECK(looks >= 3);
  bench.host.refuse_login = true;
  CHECK(kind_of([&] { bench.jobs().wait({run}, 60s, [](const auto&) {}); }) == ErrorKind::unavailable);
}

TEST_CASE("one query for all runs of a site") {
  Bench bench;
  bench.use_slurm("n=$(cat n 2>/dev/null || echo 0); n=$((n + 1)); echo $n >n; echo $n", "exit 0");
  std::vector<Run> runs;
  for (int i = 0; i < 3; ++i)
    runs.push_back(bench.submit());
  CHECK(runs[2].id == "3");
  bench.host.commands.clear();
  for (const auto& run : bench.jobs().refresh(runs))
    CHECK(run.state == State::pending);
  CHECK(bench.host.commands.size() == 1);
  bench.jobs().cancel(runs);
  CHECK(read_file(bench.root.path() / "cancelled") == "1 2 3\n");
  write_file(bench.root.path() / "refuse_cancel",
             "scancel: error: Kill job error on job id 1: Access/permission denied\n");
  CHECK(kind_of([&] { bench.jobs().cancel(runs); }) == ErrorKind::not_permitted);
}

TEST_CASE("tasks of an array are asked for and cancelled together") {
  Bench bench;
  bench.use_slurm("echo 46", R"(echo "$*" | grep -o -- '-j [^ ]*' >>asked
printf '46_1\03746\037RUNNING\037None\037acc\037q\037a\037n\037N/A\037N/A\037N/A\0370:05\0371:00\0371\0371\037\037/w\037train\n'
printf '46_[2-9]\03746\037PENDING\037Priority\037acc\037q\037a\037\037N/A\037N/A\037N/A\0370:00\0371:00\0371\0371\037\037/w\037train\n')");
  bench.description.array = "0-9";
  const auto run = bench.submit();
  const auto tasks = bench.jobs().refresh({task_of(run, 1), task_of(run, 7), task_of(run, 0)});
  CHECK(tasks[0].state == State::running);
  CHECK(tasks[1].state == State::pending);
  CHECK(tasks[1].reason == "Priority");
  CHECK(tasks[2].state == State::cancelled);  // Slurm keeps nothing of it, and it never began
  CHECK(read_file(bench.root.path() / "asked") == "-j 46\n");
  CHECK(bench.ledger.list({}).size() == 1);
  bench.jobs().cancel(tasks);
  CHECK(read_file(bench.root.path() / "cancelled") == "46_[1,7]\n");
  CHECK(bench.jobs().diagnose(run).tasks.size() == 10);
}

TEST_CASE("what is no news is not written down") {
  Bench bench;
  bench.use_slurm(
      "echo 46",
      R"x(printf '46\03746\037%s\037None\037acc\037q\037a\037n\037N/A\0372026-11-20T15:16:17\037N/A\0370:05\0371:00\0371\0371\037\037/w\037train\n' "$(cat state)")x");
  const auto run = bench.submit();
  write_file(bench.root.path() / "state", "RUNNING");
  const auto running = bench.jobs().refresh({run});
  const auto size = [&] { return fs::file_size(bench.root.path() / "ledger.db-wal"); };
  const auto before = size();
  CHECK(bench.jobs().refresh(running).at(0).state == State::running);
  CHECK(size() == before);
  write_file(bench.root.path() / "state", "SUSPENDED");
  bench.jobs().refresh(running);
  CHECK(size() > before);
  CHECK(bench.ledger.find("/p", "").state == State::suspended);
}

TEST_CASE("when it would start") {
  Bench bench;
  CHECK(bench.jobs().estimate(bench.request()).find("at once") != std::string::npos);
  bench.use_slurm("cat >script; echo \"$@\" >words; echo 'sbatch: Job 28 to start at 2026-11-20T17:38:45' >&2",
                  "exit 0");
  CHECK(bench.jobs().estimate(bench.request()) == "sbatch: Job 28 to start at 2026-11-20T17:38:45Z");
  CHECK(read_file(bench.root.path() / "script").starts_with("#!/bin/bash\n"));
  CHECK(read_file(bench.root.path() / "words").starts_with("--test-only --account=ehpc42 --qos=acc_ehpc"));
  bench.use_slurm("echo 'allocation failure: Invalid qos specification' >&2; exit 1", "exit 0");
  CHECK(kind_of([&] { bench.jobs().estimate(bench.request()); }) == ErrorKind::not_permitted);
  CHECK(bench.ledger.list({}).empty());
}
