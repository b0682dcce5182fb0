Help at every level, an example first; a bare noun shows its commands and is a usage error.

  $ aifactory --help
  From a laptop to a finished training run on a European AI Factory.
  
  Examples
    aifactory init --template hello             # a project that runs as it is
    aifactory dataset upload                    # bring the data to the site
    aifactory job submit train --wait           # run it
    aifactory job metrics                       # see it learn
  
  Usage
    aifactory COMMAND
  
  Commands
    init        Write aifactory.yaml for a new project
    account     Get in: keys, first login, what the site knows of you
    site        The machines
    dataset     Bring data to a site, and prove that it is whole
    job         Run jobs, follow them, see what they learn
    connection  The shared connection of a site
    config      What is configured, and by whom
    doctor      Check that everything is in place: configuration, keys,
                connection, Slurm
    completion  Print the completion script of a shell
    version     Show the version of aifactory
  
  Global options
        --config FILE             project file (default: aifactory.yaml here or
                                  in a folder above)
        --site SITE               site to work with, instead of the project's
    -o, --output FORMAT           how results are printed (table, wide, json,
                                  jsonl, csv, yaml, name)
        --json FIELDS             results as JSON; with --json=FIELD,… only these
                                  fields
    -q, --quiet                   no notes and no progress
    -v, --verbose                 say what is done on the site, and how long it
                                  takes
        --debug FILE              write all that is done on the site to this
                                  file, without secrets
        --no-input                never ask; fail with status 77 instead
        --color WHEN              colours: auto, always or never (auto, always,
                                  never)
        --no-share                use a connection of this command's own, not the
                                  shared one
        --accept-host-key FINGERPRINT
                                  trust an unknown host if its key has this
                                  fingerprint (SHA256:…)
    -h, --help                    show this help
  
  Every option can be set by an environment variable, as AIFACTORY_SITE for --site; see aifactory(1).

  $ aifactory job submit --help
  Submit a job of the project, exactly once.
  
  Examples
    aifactory job submit train
    aifactory job submit train --dry-run        # only show script and cost
    aifactory job submit train --param lr=0.1 --param lr=0.01
    aifactory job submit evaluate --after train  # once train ended well
    aifactory job submit train --wait           # end with its exit status
  
  Usage
    aifactory job submit [OPTIONS] [JOB]
  
  Code, script and options are sent to a folder of the run's own, then the job
  is handed to the batch system. If the connection breaks, the next command
  adopts what is there: never a second job.
  
  Arguments
    JOB  name of a job in aifactory.yaml (default: the only one); - reads one
         from standard input
  
  Options
        --param NAME=VALUE        value of a parameter of the sweep; several
                                  values make a sweep (repeatable)
        --after RUN[:ok|any|notok]
                                  start once this run, task of an array (RUN_3)
                                  or job has ended well; with :any, however it
                                  ended; with :notok, badly (repeatable)
        --sbatch OPTION           further option of sbatch, passed through
                                  (repeatable): --sbatch=--exclusive
        --dry-run                 print what would be submitted, and submit
                                  nothing
        --test-only               ask the batch system when it would start, and
                                  submit nothing
        --wait                    wait for the end, and end with the job's own
                                  exit status
        --timeout DURATION        with --wait: give up waiting after this time
                                  (status 124)
    -h, --help                    show this help
  
  Global options (--site, -o, --json, -q, …): see 'aifactory --help'.
  
  JSON fields
    run, job, site, id, state, final, reason, cause, next_step, exit_code, signal,
    elapsed, time_limit, created, submitted, started, ended, account, qos,
    partition, nodes, gpus, restarts, tasks, folder, stdout, stderr, commit,
    code_snapshot, datasets, project, after, sweep, task_states

  $ aifactory job -h | head -3
  Run jobs, follow them, see what they learn.
  
  Usage

  $ aifactory dataset > /dev/null
  ! Bring data to a site, and prove that it is whole.
  ! 
  ! Usage
  !   aifactory dataset COMMAND
  ! 
  ! Commands
  !   upload    Send datasets to the site
  !   download  Bring a dataset from the site to this machine
  !   list      List the datasets on the site
  !   show      Show one dataset on the site
  !   verify    Prove that a dataset is as it was uploaded
  !   unpack    Put the files of a packed dataset in the place of its archives
  !   remove    Remove a dataset from the site
  ! 
  ! Options
  !   -h, --help  show this help
  ! 
  ! Global options (--site, -o, --json, -q, …): see 'aifactory --help'.
  [64]

Completion asks the program, from the tree, the project and the ledger.

  $ aifactory __complete jo
  job	Run jobs, follow them, see what they learn
  :4

  $ aifactory __complete job sub
  submit	Submit a job of the project, exactly once
  :4

  $ aifactory __complete job list --unf
  --unfinished	only runs that have not ended
  :4

  $ aifactory __complete -o ''
  table
  wide
  json
  jsonl
  csv
  yaml
  name
  :4

  $ aifactory __complete job list --state run
  running
  :4

  $ printf 'project: demo\njobs: {train: {command: "true"}, test: {command: "false"}}\n' > aifactory.yaml; aifactory __complete job submit t
  test	false
  train	true
  :4

  $ aifactory __complete job submit --after tr
  train	true
  :4

  $ aifactory completion bash | bash -n && echo good
  good

  $ aifactory completion tcsh
  ! error: SHELL does not take 'tcsh'
  ! hint: it takes bash, zsh, fish
  [64]

The word `help` in front is `--help` behind.

  $ aifactory help job submit | cmp - <(aifactory job submit --help); aifactory help | cmp - <(aifactory --help)

  $ aifactory help job submitt
  ! error: unknown command 'aifactory job submitt' (did you mean 'submit'?)
  ! hint: see 'aifactory job --help'
  [64]
