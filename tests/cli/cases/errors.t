Bad input gets one clear message, the next step, and its documented exit status.

No project:

  $ aifactory job submit
  ! error: no aifactory.yaml in PROJECT or above
  ! hint: make one with `aifactory init`, or name one with --config FILE
  [66]

  $ aifactory dataset upload --json | jq -c .error.kind
  "no_input"
  ! error: no aifactory.yaml in PROJECT or above
  ! hint: make one with `aifactory init`, or name one with --config FILE

An unknown command, option, format, field:

  $ aifactory jbo
  ! error: unknown command 'aifactory jbo' (did you mean 'job'?)
  ! hint: see 'aifactory --help'
  [64]

  $ aifactory job sumbit
  ! error: unknown command 'aifactory job sumbit' (did you mean 'submit'?)
  ! hint: see 'aifactory job --help'
  [64]

  $ aifactory job list --unfinishd
  ! error: unknown option '--unfinishd' for 'aifactory job list' (did you mean '--unfinished'?)
  ! hint: see 'aifactory job list --help'
  [64]

  $ aifactory job list -o xml
  ! error: --output does not take 'xml'
  ! hint: it takes table, wide, json, jsonl, csv, yaml, name
  [64]

  $ aifactory job list --json run,sate
  {
    "error": {
      "kind": "usage",
      "message": "there is no field 'sate' (did you mean 'site'?)",
      "where": "",
      "why": "",
      "hint": "choose from: run, job, site, id, state, final, reason, cause, next_step, exit_code, signal, elapsed, time_limit, created, submitted, started, ended, account, qos, partition, nodes, gpus, restarts, tasks, folder, stdout, stderr, commit, code_snapshot, datasets, project, after, sweep, task_states",
      "exit_status": 64
    }
  }
  ! error: there is no field 'sate' (did you mean 'site'?)
  ! hint: choose from: run, job, site, id, state, final, reason, cause, next_step, exit_code, signal, elapsed, time_limit, created, submitted, started, ended, account, qos, partition, nodes, gpus, restarts, tasks, folder, stdout, stderr, commit, code_snapshot, datasets, project, after, sweep, task_states
  [64]

  $ aifactory job cancel --yes "$NOT_SET"
  ! error: RUN is empty
  ! hint: give it a value: is a variable of the shell not set?
  [64]

  $ aifactory job wait --timeout soon
  ! error: --timeout: 'soon' is not a time such as 90m or 2h
  ! hint: see --help for what the option takes
  [64]

  $ aifactory job
  ! Run jobs, follow them, see what they learn.
  ! 
  ! Usage
  !   aifactory job COMMAND
  ! 
  ! Commands
  !   submit   Submit a job of the project, exactly once
  !   list     List the runs of the project, newest first
  !   show     Show one run with everything known of it
  !   wait     Wait until runs have ended
  !   logs     Show what a run printed, and follow it
  !   metrics  Show what runs learn, and what they use
  !   report   Report on a run, or on all of the project, for the record
  !   explain  Say why a run waits or how it ended, what to do, and what that is
  !            read from
  !   fetch    Bring results of a run to this machine
  !   cancel   Cancel runs that are pending or running
  ! 
  ! Options
  !   -h, --help  show this help
  ! 
  ! Global options (--site, -o, --json, -q, …): see 'aifactory --help'.
  [64]

A YAML syntax error, an unknown key, a wrong type:

  $ printf 'project: demo\nsite: [local\n' > aifactory.yaml; aifactory config check
  ! error: aifactory.yaml:3:1: broken YAML: end of sequence flow not found
  ! hint: look at the indentation, colons and quotes of this line and the one before
  [78]

  $ printf 'project: demo\nsite: local\njobs:\n  train:\n    comand: true\n' > aifactory.yaml; aifactory config check
  ! error: aifactory.yaml:5:5: unknown key 'comand' in jobs.train
  ! hint: did you mean 'command'?
  [78]

  $ printf 'project: demo\nsite: local\njobs:\n  train: {command: "true", gpus: many}\n' > aifactory.yaml; aifactory config check
  ! error: aifactory.yaml:4:34: jobs.train.gpus must be a whole number from 0 to 100000, not 'many'
  [78]

  $ aifactory config check --json | jq -r '.error | .kind, .where, .exit_status'
  config
  aifactory.yaml:4:34
  78
  ! error: aifactory.yaml:4:34: jobs.train.gpus must be a whole number from 0 to 100000, not 'many'

An unknown site, job, run, dataset; a dataset that is not there:

  $ printf 'project: demo\nsite: mn6\njobs:\n  train: {command: "true", datasets: [corpus]}\ndatasets:\n  corpus: {path: data}\n' > aifactory.yaml

  $ aifactory config check
  ! error: aifactory.yaml:2:7: there is no site 'mn6'
  ! hint: did you mean 'mn5'?
  [78]

  $ aifactory job submit trian --site local
  ! error: no job 'trian' in the project
  ! hint: did you mean 'train'?
  [66]

  $ aifactory job show nothing-1234 --site local
  ! error: there is no run 'nothing-1234'
  ! hint: aifactory job list shows the runs of this project
  [66]

  $ aifactory dataset upload corpsu --site local
  ! error: no dataset 'corpsu' in the project
  ! hint: did you mean 'corpus'?
  [66]

  $ aifactory dataset upload --site local
  ! error: there is nothing to send at PROJECT/data
  ! hint: check the path
  [66]

  $ aifactory job submit --site local
  ! error: dataset corpus has no PROJECT/data
  ! hint: put the data there, or correct its 'path' in aifactory.yaml
  [66]

Nothing is asked without a terminal:

  $ aifactory dataset remove corpus --site local
  ! error: there is no dataset 'corpus' on local
  ! hint: see what is there: aifactory dataset list
  [66]

A file that is there already is not overwritten:

  $ aifactory init
  ! error: PROJECT: aifactory.yaml is there already
  ! hint: use an empty folder, or edit the file that is there
  [73]

A site that takes no jobs says so, and where to go, before a plan is shown; the same for one of which nothing is known:

  $ printf 'project: p\njobs: {t: {command: x, gpus: 8}}\nsites: {lumi-efp: {account: project_465}}\n' > efp.yaml; aifactory job submit --dry-run --config efp.yaml --site lumi-efp
  ! error: site lumi-efp takes no jobs over SSH
  !   Over ssh the only account is default_no_jobs, which takes no job; a way to submit from a program is not published:
  !   ask helpdesk@my-eurohpc.eu. Certificates last one to ten hours: the certificate itself says how long.
  ! hint: submit there: https://workflows.my-eurohpc.eu
  [69]

  $ aifactory job submit --config efp.yaml --site daedalus
  ! error: how site daedalus takes jobs is not known
  !   GRNET publishes no user documentation yet. One collection of notes says GH200 nodes in two virtual partitions.
  !   Ask GRNET; when you have the answers, write a site of your own with `extends: slurm`.
  ! hint: ask the centre's support
  [69]

What is known of a site has the limits of its queues and the rest of its rules, beside the sources:

  $ aifactory site show mn5 --json queues,rules,sources --config efp.yaml | jq -c '.queues[2], .rules.account_pattern, .rules.gpu_cpu_rule, .rules.forbid, .sources["hosts.transfer"].from'
  {"class":"interactive","qos":"acc_interactive","partition":"accinteractive","time_limit":7200,"nodes":1,"min_nodes":null,"max_gpus":2,"max_submit":null,"gpus":true,"whole_node":false}
  "^(ehpc|bsc|res|cns|etur|epor)[0-9]+$"
  "exact"
  ["--mem","--mem-per-cpu","--mem-per-gpu"]
  ["https://www.bsc.es/supportkc/docs/MareNostrum5/storage","BSC documentation in Turkish (TRUBA, June 2025)"]

A host's own port stands with it:

  $ printf 'sites: {lab: {extends: slurm, hosts: {login: [{name: one, port: 2222}, {name: two}]}}}\n' > ports.yaml; aifactory site show lab --json login,port --config ports.yaml | jq -c .
  {"login":["one:2222","two"],"port":22}

An own script that does nothing, or has a line that cannot be followed:

  $ echo > empty.sh; printf 'script: empty.sh\n' | aifactory job submit - --site local
  ! error: PROJECT/empty.sh: the script of job job is empty
  ! hint: write into it what the job shall do
  [65]

  $ printf '#!/bin/sh\n#SBATCH --constraint\ntrue\n' > bad.sh; printf 'script: bad.sh\n' | aifactory job submit - --site local
  ! error: a line of the job's script cannot be followed: #SBATCH --constraint
  !   '--constraint' is no whole option of sbatch: it needs a value
  ! hint: write it as in sbatch(1), for example --constraint=h100
  [65]

Options that could do nothing, and a site that is none:

  $ aifactory job submit --site local --timeout 5m
  ! error: --timeout goes with --wait
  ! hint: add --wait, or leave it out
  [64]

  $ aifactory job submit --site local --dry-run --wait
  ! error: there is nothing to --wait for when nothing is submitted
  ! hint: leave --wait out
  [64]

  $ aifactory job submit --site local --dry-run --test-only
  ! error: --dry-run and --test-only do not go together
  ! hint: leave one of them out
  [64]

  $ aifactory job list --site lokal
  ! error: flag --site: there is no site 'lokal'
  ! hint: did you mean 'local'?
  [78]

  $ aifactory job list --site local
  ! note: no run fits
