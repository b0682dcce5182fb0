// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

using namespace aifactory;
using namespace aifactory::config;
namespace fs = std::filesystem;

namespace {

constexpr const char* whole_project = R"(project: demo
site: lab
account: ehpc42
sites:
  lab:
    extends: slurm
    hosts: {login: [{name: 127.0.0.1, port: 2222}], transfer: [{name: mover, shell: false}]}
    user: alice
    identity: keys/alice
    known_hosts: [keys/known_hosts, ~/other]
    identity_passphrase: {command: pass show key}
    root: /gpfs/scratch/{account}/{user}
    idle_end: never
datasets:
  corpus: {path: data/corpus, licence: CC-BY-4.0, personal_data: none, description: "…", exclude: ["*.tmp"]}
jobs:
  train:
    command: python3 train.py
    code: .
    gpus: 4
    time: 2h
    memory: 64G
    datasets: [corpus]
    env: {OMP_NUM_THREADS: 20, EMPTY: ""}
    sbatch: [--exclusive]
    metrics: [metrics.jsonl, "tb/**"]
  other: {script: run.sh, time: 30, class: debug}
)";

std::string origin_of(const Settings& settings, const std::string& key) {
  for (const auto& row : settings.origins()) {
    if (row.key == key) return row.value + " from " + row.origin;
  }
  return "nothing";
}

Overrides flags(std::optional<std::string> site, std::optional<std::string> account = {}) {
  Overrides overrides;
  overrides.site = std::move(site);
  overrides.account = std::move(account);
  overrides.origins = {{"site", "environment AIFACTORY_SITE"}, {"account", "flag --account"}};
  return overrides;
}

}  // namespace

TEST_CASE("a project file is read whole") {
  const Folder folder(whole_project);
  const auto settings = folder.load();
  REQUIRE(settings.has_project());
  CHECK(settings.project().name == "demo");
  CHECK(settings.project().folder == folder.path());
  CHECK(settings.site_name() == "lab");
  const auto& job = settings.job("train");
  CHECK(job.command == "python3 train.py");
  CHECK(job.code == folder.path());
  CHECK(job.gpus == 4);
  CHECK(job.time == Seconds(7200));
  CHECK(job.memory == std::string("64G"));
  CHECK(job.env.at("OMP_NUM_THREADS") == "20");
  CHECK(job.env.at("EMPTY").empty());
  CHECK(job.sbatch == std::vector<std::string>{"--exclusive"});
  CHECK(job.metrics == std::vector<std::string>{"metrics.jsonl", "tb/**"});
  CHECK(settings.job("other").script == folder.path() / "run.sh");
  CHECK(settings.job("other").time == Seconds(1800));
  CHECK(settings.job("other").queue_class == "debug");
  const auto& dataset = settings.dataset("corpus");
  CHECK(dataset.path == folder.path() / "data/corpus");
  CHECK(dataset.licence == "CC-BY-4.0");
  CHECK(dataset.exclude == std::vector<std::string>{"*.tmp"});
}

TEST_CASE("a site of one's own is read whole") {
  const Folder folder(whole_project);
  const auto site = folder.load().site("lab");
  CHECK(site.id == "lab");
  CHECK(site.scheduler == SchedulerKind::slurm);
  REQUIRE(site.hosts.login.size() == 1);
  CHECK(site.hosts.login[0].name == "127.0.0.1");
  CHECK(site.hosts.login[0].port == std::uint16_t{2222});
  REQUIRE(site.hosts.transfer.size() == 1);
  CHECK_FALSE(site.hosts.transfer[0].shell);
  CHECK(site.user == "alice");
  CHECK(site.account == "ehpc42");
  CHECK(site.identity == std::vector<std::string>{(folder.path() / "keys/alice").string()});
  CHECK(site.known_hosts[1] == (user_directories().home / "other").string());
  CHECK(site.passphrase_command == std::string("pass show key"));
  CHECK(site.root == "/gpfs/scratch/ehpc42/alice");
  CHECK_FALSE(site.idle_end);
}

TEST_CASE("durations are written in people's forms and in Slurm's") {
  for (const auto& [text, seconds] : std::vector<std::pair<std::string, long>>{{"2h", 7200},
                                                                               {"90m", 5400},
                                                                               {"\"1-00:00:00\"", 86400},
                                                                               {"1-00:00:00", 86400},
                                                                               {"30", 1800},
                                                                               {"2:00:00", 7200}}) {
    INFO(text);
    CHECK(Folder("jobs: {t: {command: x, time: " + text + "}}\n").load().job("t").time == Seconds(seconds));
  }
}

TEST_CASE("flag, environment, project, user, profile, default: in this order") {
  Folder folder("project: p\n");
  CHECK(folder.load().site_name() == "local");
  CHECK(origin_of(folder.load(), "site") == "local from default");
  folder.user("site: mn5\naccount: ehpc1\nsites: {mn5: {user: bsc01001, account: ehpc2}}\n");
  CHECK(folder.load().site_name() == "mn5");
  CHECK(folder.load().site("mn5").account == "ehpc2");
  CHECK(folder.load().site("lumi").account == "ehpc1");
  folder.write("aifactory.yaml", "site: lumi\naccount: ehpc3\n");
  CHECK(folder.load().site_name() == "lumi");
  CHECK(folder.load().site("mn5").account == "ehpc3");
  folder.write("aifactory.yaml", "site: lumi\naccount: ehpc3\nsites: {mn5: {account: ehpc4}}\n");
  CHECK(folder.load().site("mn5").account == "ehpc4");
  CHECK(folder.load().site("lumi").account == "ehpc3");
  CHECK(folder.load().site("mn5").user == "bsc01001");
  const auto overridden = folder.load(flags("mn5", "ehpc5"));
  CHECK(overridden.site_name() == "mn5");
  CHECK(overridden.site("mn5").account == "ehpc5");
  CHECK(origin_of(overridden, "site") == "mn5 from environment AIFACTORY_SITE");
  CHECK(origin_of(overridden, "sites.mn5.account") == "ehpc5 from flag --account");
}

TEST_CASE("every value has an origin") {
  const Folder folder(whole_project);
  const auto settings = folder.load();
  const auto file = (folder.path() / "aifactory.yaml").string();
  CHECK(origin_of(settings, "site") == "lab from " + file + ":2:7");
  CHECK(origin_of(settings, "jobs.train.gpus") == "4 from " + file + ":20:11");
  CHECK(origin_of(settings, "jobs.train.class") == "batch from default");
  CHECK(origin_of(settings, "jobs.train.env.OMP_NUM_THREADS") == "20 from " + file + ":24:28");
  CHECK(origin_of(settings, "jobs.train.metrics") == "[metrics.jsonl, \"tb/**\"] from " + file + ":26:14");
  CHECK(origin_of(settings, "sites.lab.user") == "alice from " + file + ":8:11");
  CHECK(origin_of(settings, "sites.lab.scheduler") == "slurm from profile slurm");
  CHECK(origin_of(settings, "sites.lab.hosts.port") == "22 from default");
  CHECK(origin_of(Folder("site: mn5\n").load(), "sites.mn5.slurm.gpu.per_node") == "4 from profile mn5");
  CHECK(origin_of(Folder("site: mn5-gpp\n").load(), "sites.mn5-gpp.slurm.cpus_per_node") == "112 from profile mn5-gpp");
  CHECK(origin_of(Folder("site: mn5-gpp\n").load(), "sites.mn5-gpp.centre").find("from profile mn5") !=
        std::string::npos);
}

TEST_CASE("places are shown from the current folder when below it") {
  const Folder folder("site: nowhere\n");
  const auto before = fs::current_path();
  fs::current_path(folder.path());
  const auto failure = failure_of([&] { folder.load().site("nowhere"); });
  fs::current_path(before);
  REQUIRE(failure);
  CHECK(failure->where == "aifactory.yaml:1:7");
}

TEST_CASE("sites merge over what they extend") {
  Folder folder;
  folder.write("aifactory.yaml", R"(sites:
  mn5: {user: bsc01001, slurm: {gpu: {per_node: 2}, forbid: [--mem]}}
  mine: {extends: mn5, slurm: {gpu: {cpus_per_gpu: 10}}}
)");
  const auto settings = folder.load();
  const auto mn5 = settings.site("mn5");
  CHECK(mn5.slurm.gpu.per_node == 2);
  CHECK(mn5.slurm.gpu.cpus_per_gpu == 20);
  CHECK(mn5.slurm.forbid == std::vector<std::string>{"--mem"});
  const auto mine = settings.site("mine");
  CHECK(mine.user == "bsc01001");
  CHECK(mine.slurm.gpu.per_node == 2);
  CHECK(mine.slurm.gpu.cpus_per_gpu == 10);
  CHECK(mine.hosts.login.front().name == "alogin1.bsc.es");
}

TEST_CASE("what sites extend must be there, without circles, and near") {
  struct Case {
    const char* text;
    const char* place;
    const char* what;
    const char* hint;
  };
  const Case all[] = {
      {"sites: {a: {user: x}}\n", "1:13", "'a' is no built-in profile", "extends: slurm"},
      {"sites: {a: {}}\n", "", "'a' is no built-in profile", "extends: slurm"},
      {"sites: {a: {extends: slrum}}\n", "1:22", "extends 'slrum'", "did you mean 'slurm'"},
      {"sites: {a: {extends: a}}\n", "1:22", "extends itself", "a → a"},
      {"sites: {a: {extends: b}, b: {extends: a}}\n", "1:39", "extends itself", "a → b → a"},
      {"sites: {a1: {extends: a2}, a2: {extends: a3}, a3: {extends: a4}, a4: {extends: a5}, a5: {extends: a6}, "
       "a6: {extends: a7}, a7: {extends: a8}, a8: {extends: a9}, a9: {extends: slurm}}\n",
       "", "more than 8", "built-in"},
      {"sites: {a: {extends: slurm, root: \"/x/{acount}\"}}\n", "1:35", "variable {acount}", "did you mean 'account'"},
      {"sites: {a: {extends: slurm, root: \"/x/{zebra}\"}}\n", "1:35", "variable {zebra}", "user, account, project"},
      {"sites: {a: {extends: slurm, root: runs}}\n", "1:35", "absolute path", "begin it with /"},
      {"sites: {a: {extends: slurm, root: \"$HOME/x\"}}\n", "1:35", "a path on the site", ""},
  };
  for (const auto& c : all) {
    INFO(c.text);
    const Folder folder(c.text);
    const auto failure = folder.failure();
    REQUIRE(failure);
    INFO(failure->what << " | " << failure->where << " | " << failure->hint);
    CHECK(failure->kind == ErrorKind::config);
    if (*c.place) CHECK(folder.place(*failure) == std::string("aifactory.yaml:") + c.place);
    CHECK(failure->what.find(c.what) != std::string::npos);
    CHECK(failure->hint.find(c.hint) != std::string::npos);
  }
}

TEST_CASE("roots: home on the site, files beside the project here") {
  const Folder folder(R"(sites:
  a: {extends: slurm, root: ~/runs}
  local: {root: runs}
)");
  CHECK(folder.load().site("a").root == "{home}/runs");
  CHECK(folder.load().site("slurm").root == "{home}/aifactory");
  CHECK(folder.load().site("local").root == (folder.path() / "runs").string());
  CHECK(Folder("project: p\n").load().site("local").root == (user_directories().data / "local").string());
}

TEST_CASE("paths keep the names that nobody has filled") {
  const auto site = Folder("project: p\n").load().site("mn5");
  CHECK(site.root == "/gpfs/projects/{account}/{user}/aifactory");
  CHECK(site.storage.at("home").path == "/gpfs/home/{group}/{user}");
}

TEST_CASE("the project file is searched upward; none is fine until it is asked for") {
  const Folder folder("project: up\n");
  const auto below = folder.path() / "a/b";
  fs::create_directories(below);
  CHECK(Settings::load({}, below, folder.path() / "none").project().name == "up");
  const Folder empty;
  const auto settings = Settings::load({}, empty.path(), empty.path() / "none");
  CHECK_FALSE(settings.has_project());
  CHECK(settings.site("local").scheduler == SchedulerKind::local);
  const auto failure = failure_of([&] { settings.project(); });
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::no_input);
  CHECK(failure->hint.find("aifactory init") != std::string::npos);
}

TEST_CASE("a project without a name is called as its folder") {
  const Folder folder;
  for (const auto& [name, expected] : std::vector<std::pair<std::string, std::string>>{
           {"plain", "plain"}, {"with space", "with-space"}, {".hidden", "hidden"}, {"...", "project"}}) {
    fs::create_directories(folder.path() / name);
    write_file(folder.path() / name / "aifactory.yaml", "site: local\n");
    CHECK(Settings::load({}, folder.path() / name, "/nonexistent").project().name == expected);
  }
}

TEST_CASE("names that are not there get the nearest") {
  const auto settings = Folder(whole_project).load();
  const auto job = failure_of([&] { settings.job("trian"); });
  REQUIRE(job);
  CHECK(job->kind == ErrorKind::no_input);
  CHECK(job->hint.find("train") != std::string::npos);
  CHECK(failure_of([&] { settings.dataset("x"); })->hint == "known are: corpus");
  const auto site = failure_of([&] { settings.site("mn6"); });
  REQUIRE(site);
  CHECK(site->kind == ErrorKind::config);
  CHECK(site->hint == "did you mean 'mn5'?");
}

TEST_CASE("the user's file holds site, account and sites only") {
  for (const auto& [text, hint] :
       std::vector<std::pair<std::string, std::string>>{{"jobs: {}\n", "project's aifactory.yaml"},
                                                        {"datasets: {}\n", "project's aifactory.yaml"},
                                                        {"sit: x\n", "site, account, sites"}}) {
    INFO(text);
    const auto failure = Folder("project: p\n").user(text).failure();
    REQUIRE(failure);
    CHECK(failure->kind == ErrorKind::config);
    CHECK(failure->hint.find(hint) != std::string::npos);
    CHECK(failure->where.find("user/config.yaml:1:1") != std::string::npos);
  }
  CHECK_FALSE(Folder("project: p\n").user("# nothing yet\n").failure());
}

TEST_CASE("files that are no configuration") {
  SECTION("empty") {
    const auto failure = Folder("# nothing\n").failure();
    REQUIRE(failure);
    CHECK(failure->kind == ErrorKind::config);
    CHECK(failure->hint.find("aifactory init") != std::string::npos);
  }
  SECTION("over 1 MiB") {
    const auto failure = Folder("project: p\n" + repeated("# a comment of some length\n", 50'000)).failure();
    REQUIRE(failure);
    CHECK(failure->kind == ErrorKind::config);
    CHECK(failure->what.find("1 MiB") != std::string::npos);
  }
  SECTION("--config names nothing") {
    Overrides overrides;
    overrides.config_file = "/nonexistent/aifactory.yaml";
    const auto failure = Folder().failure(overrides);
    REQUIRE(failure);
    CHECK(failure->kind == ErrorKind::no_input);
  }
  SECTION("--config names a folder") {
    Overrides overrides;
    overrides.config_file = "/tmp";
    CHECK(Folder().failure(overrides));
  }
}

TEST_CASE("the command line is held to the same forms") {
  const auto failure = Folder("project: p\n").failure(flags({}, "a; rm -rf /"));
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::usage);
  CHECK(failure->what.find("flag --account") == 0);
}

TEST_CASE("programs for secrets run only from files that nobody else can write") {
  const Folder folder("sites: {l: {extends: slurm, password: {command: pass}}}\n");
  ::chmod((folder.path() / "aifactory.yaml").c_str(), 0666);
  const auto failure = folder.failure();
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::not_permitted);
  Overrides trusted;
  trusted.config_file = folder.path() / "aifactory.yaml";
  CHECK_FALSE(folder.failure(trusted));
  ::chmod((folder.path() / "aifactory.yaml").c_str(), 0644);
  CHECK_FALSE(folder.failure());
}

TEST_CASE("it is known which commands at a site a project file names") {
  Folder folder(R"(project: demo
sites:
  mn5: {commands: {quota: {parser: bsc_quota}}}
  lab: {extends: mn5, user: alice, commands: {budget: {run: "their own"}}}
)");
  folder.user("sites: {mn5: {commands: {quota: {run: mine}}}}\n");
  const auto settings = folder.load();
  CHECK(settings.site("mn5").commands.at("quota").run == "mine");
  CHECK_FALSE(settings.site("mn5").commands.at("quota").from_project);
  CHECK_FALSE(settings.site("mn5").commands.at("budget").from_project);
  CHECK(settings.site("lab").commands.at("budget").from_project);
  CHECK_FALSE(settings.site("lab").commands.at("quota").from_project);
}
