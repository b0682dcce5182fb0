// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"
#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::config;

namespace {

struct Wrong {
  const char* text;
  const char* place;  ///< "line:column"
  const char* what;   ///< part of it
  const char* hint;   ///< part of it
};

void expect(const Wrong& wrong) {
  INFO(wrong.text);
  const Folder folder(wrong.text);
  const auto failure = folder.failure();
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::config);
  CHECK(folder.place(*failure) == std::string("aifactory.yaml:") + wrong.place);
  INFO(failure->what << " | " << failure->why << " | " << failure->hint);
  CHECK(failure->what.find(wrong.what) != std::string::npos);
  CHECK(failure->hint.find(wrong.hint) != std::string::npos);
  CHECK(failure->what.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("unknown keys are named with their place and the nearest key") {
  const Wrong all[] = {
      {"projekt: demo\n", "1:1", "unknown key 'projekt'", "did you mean 'project'"},
      {"jobs:\n  train:\n    command: x\n    gpu: 4\n", "4:5", "'gpu' in jobs.train", "did you mean 'gpus'"},
      {"jobs: {t: {command: x, Time: 1h}}\n", "1:24", "'Time'", "did you mean 'time'"},
      {"user: alice\n", "1:1", "'user'", "belongs below sites.NAME"},
      {"sites:\n  lab:\n    extends: slurm\n    hosts: {logins: []}\n", "4:13", "'logins' in sites.lab.hosts",
       "did you mean 'login'"},
      {"sites:\n  lab:\n    extends: slurm\n    hosts: {login: [{nam: x}]}\n", "4:22",
       "'nam' in sites.lab.hosts.login[0]", "did you mean 'name'"},
      {"datasets:\n  c:\n    pfad: x\n", "3:5", "'pfad'", ""},
      {"jobs:\n  \xC3\xBC:\n    command: x\n", "2:3", "cannot be a name", "[A-Za-z0-9]"},
      {"\xC3\xBC\xC3\xBC: 1\n", "1:1", "unknown key", "known are: project, site"},
      {"project: {\xC3\xA9: [1], a: b}\n", "1:10", "project must be one line of text", ""},
      {"jobs: {\"\\e[31mred\": {command: x}}\n", "1:8", "'\\x1b[31mred' cannot be a name", ""},
      {"jobs:\n  ../up: {command: x}\n", "2:3", "cannot be a name", ""},
  };
  for (const auto& wrong : all)
    expect(wrong);
}

TEST_CASE("wrong types are named with their place and what is wanted") {
  const Wrong all[] = {
      {"jobs:\n  t:\n    command: x\n    gpus: four\n", "4:11",
       "jobs.t.gpus must be a whole number from 0 to 100000, not 'four'", ""},
      {"jobs: {t: {command: x, gpus: -1}}\n", "1:30", "not '-1'", ""},
      {"jobs: {t: {command: x, gpus: 1.5}}\n", "1:30", "not '1.5'", ""},
      {"jobs: {t: {command: x, gpus: 99999999999999999999}}\n", "1:30", "whole number", ""},
      {"jobs: {t: {command: x, gpus: [1]}}\n", "1:30", "not this list", ""},
      {"jobs: {t: {command: x, nodes: 0}}\n", "1:31", "from 1", ""},
      {"jobs: {t: {command: x, time: soon}}\n", "1:30", "a duration (2h", ""},
      {"jobs: {t: {command: x, time: -2h}}\n", "1:30", "a duration", ""},
      {"jobs: {t: {command: x, time: 0}}\n", "1:30", "a duration", ""},
      {"jobs: {t: {command: x, time: }}\n", "1:24", "jobs.t.time is empty", "remove the line"},
      {"jobs: {t: {command: x, memory: much}}\n", "1:32", "memory", ""},
      {"jobs: {t: {command: x, env: [A]}}\n", "1:29", "must be a map", ""},
      {"jobs: {t: {command: x, env: {1A: b}}}\n", "1:30", "cannot be a name", ""},
      {"jobs: {t: {command: x, sbatch: [exclusive]}}\n", "1:33",
       "jobs.t.sbatch[0] must be one line of text of the form -.+, not 'exclusive'", "passed through: --exclusive"},
      {"jobs: {t: {command: x, sbatch: [[--a]]}}\n", "1:33",
       "sbatch[0] must be one line of text of the form -.+, not this list", ""},
      {"jobs: {t: {command: x, sweep: {lr: [1, '', 3]}}}\n", "1:40", "jobs.t.sweep.lr[1] is empty", "out of the list"},
      {"jobs: {t: {command: x, sweep: {lr: [1, {a: b}]}}}\n", "1:40", "lr[1] must be one line of text, not a map", ""},
      {"jobs: {t: {command: x, memory: 4GiB}}\n", "1:32", "not '4GiB'", "64G"},
      {"jobs: {t: {command: [a, b]}}\n", "1:21", "must be text", ""},
      {"jobs: {t: {command: x, account: \"a\\nb\"}}\n", "1:33", "one line", ""},
      {"jobs: {t: {command: x, account: --evil}}\n", "1:33", "of the form", ""},
      {"jobs: {t: {command: x, array: \"1; rm\"}}\n", "1:31", "of the form", ""},
      {"jobs: train\n", "1:7", "jobs must be a map", ""},
      {"jobs: {t: train.sh}\n", "1:11", "jobs.t must be a map", ""},
      {"datasets: {c: {path: x, personal_data: some}}\n", "1:40", "one of none, pseudonymised, personal, special", ""},
      {"sites: {l: {extends: slurm, use_ssh_config: yes}}\n", "1:45", "true or false", ""},
      {"sites: {l: {extends: slurm, hosts: {port: 70000}}}\n", "1:43", "from 1 to 65535", ""},
      {"sites: {l: {extends: slurm, hosts: {login: [a]}}}\n", "1:45", "login[0] must be a map", ""},
      {"sites: {l: {extends: slurm, hosts: {login: [{name: -oProxyCommand=x}]}}}\n", "1:52", "of the form", ""},
      {"sites: {l: {extends: slurm, storage: {home: {quota: lots}}}}\n", "1:53", "an amount of bytes", ""},
      {"sites: {l: {extends: slurm, login: {code_prompts: [\"(\"]}}}\n", "1:52",
       "login.code_prompts[0] must be a regular expression", ""},
      {"sites: {l: {extends: slurm, idle_end: forever}}\n", "1:39", "or never", ""},
      {"- a\n- b\n", "1:1", "the file must be a map", ""},
      {"hello\n", "1:1", "the file must be a map", ""},
  };
  for (const auto& wrong : all)
    expect(wrong);
}

TEST_CASE("jobs and datasets are whole") {
  const Wrong all[] = {
      {"jobs:\n  t:\n    gpus: 1\n", "2:3", "jobs.t has nothing to run", "command: … or a script"},
      {"jobs:\n  t:\n", "2:3", "jobs.t has nothing to run", ""},
      {"jobs: {t: {command: \"  \"}}\n", "1:8", "jobs.t has nothing to run", ""},
      {"jobs:\n  t:\n    command: x\n    script: y\n", "4:13", "both a command and a script", "keep one"},
      {"datasets: {corpus: {path: d}}\njobs: {t: {command: x, datasets: [corpse]}}\n", "2:35", "dataset 'corpse'",
       "did you mean 'corpus'"},
      {"jobs: {t: {command: x, datasets: corpus}}\n", "1:34", "dataset 'corpus'", "add it below datasets"},
      {"datasets: {c: {licence: MIT}}\n", "1:12", "datasets.c has no path", ""},
  };
  for (const auto& wrong : all)
    expect(wrong);
}

TEST_CASE("secrets never stand in a file, nor in a message") {
  const char* all[] = {
      "sites: {l: {extends: slurm, password: hunter2}}\n",
      "sites: {l: {extends: slurm, passphrase: hunter2}}\n",
      "sites: {l: {extends: slurm, identity_passphrase: hunter2}}\n",
      "sites: {l: {extends: slurm, otp: {secret: hunter2}}}\n",
      "sites: {l: {extends: slurm, password: {command: pass, text: hunter2}}}\n",
      "sites: {l: {extends: slurm, password: [hunter2]}}\n",
      "password: hunter2\n",
  };
  for (const auto* text : all) {
    INFO(text);
    const auto failure = Folder(text).failure();
    REQUIRE(failure);
    CHECK(failure->hint.find("{command: PROGRAM}") != std::string::npos);
    CHECK((failure->what + failure->why + failure->hint).find("hunter2") == std::string::npos);
  }
}

TEST_CASE("all problems are told at once, the first one first") {
  const auto failure = Folder("jobs: {t: {command: x, gpu: 1, tme: 2h}}\nprojct: x\n").failure();
  REQUIRE(failure);
  CHECK(failure->what == "unknown key 'gpu' in jobs.t");
  CHECK(failure->why.find("1:32: unknown key 'tme'") != std::string::npos);
  CHECK(failure->why.find("2:1: unknown key 'projct'") != std::string::npos);
}

TEST_CASE("a file full of rubbish keys costs little") {
  std::string text;
  for (int i = 0; i < 40'000; ++i)
    text += "key" + std::to_string(i) + ": 1\n";
  const auto failure = Folder(text).failure();
  REQUIRE(failure);
  CHECK(failure->why.find("more") != std::string::npos);
}
