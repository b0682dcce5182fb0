Kinds of jobs, tried on this machine before they cost GPU hours.

  $ mkdir bin; printf '#!/bin/sh\necho torchrun "$@"\n' > bin/torchrun; chmod +x bin/torchrun; cat > aifactory.yaml <<'END'
  > project: demo
  > site: local
  > jobs:
  >   job:
  >     command: echo "lr {lr}, batch {batch}"
  >     sweep: {lr: [0.1, "1; touch never"], batch: [32, 64]}
  >     limit: 2
  >   long: {command: 'echo this is $SLURM_ARRAY_TASK_ID; [ $SLURM_ARRAY_TASK_ID != 2 ] || exit 2; until [ -e $HOME/../project/go ]; do sleep 0.1; done', array: "2-8:2", limit: 2}
  >   array: {command: 'echo task $SLURM_ARRAY_TASK_ID of $SLURM_ARRAY_TASK_COUNT', array: "0-2"}
  >   train: {command: 'sleep 0.5; exit ${STATUS:-0}'}
  >   bad: {command: sleep 0.5; exit 3}
  >   next: {command: echo next, after: train}
  >   torch: {command: 'PATH=$PWD/bin:$PATH; torchrun train.py', launch: torchrun, tasks: 2, code: bin/..}
  >   tasks: {command: 'echo $SLURM_PROCID of $SLURM_NTASKS', launch: srun, tasks: 3}
  >   warned: {command: "trap 'echo warned; exit 75' USR1; sleep 60 & wait", time: 3s, signal: {before: 2s}}
  > END

A sweep is one task for each combination; a value is a word, never code.

  $ aifactory job submit job --wait -q --json state,tasks; aifactory job logs -q; ls
  {
    "state": "COMPLETED",
    "tasks": 4
  }
  [0] lr 0.1, batch 32
  [1] lr 0.1, batch 64
  [2] lr 1; touch never, batch 32
  [3] lr 1; touch never, batch 64
  aifactory.yaml
  bin
  $ aifactory job show | tail -5 | sed -E 's/^(.)(.COMPLETED.0.)[0-9]*/\1\2E/'
  
  0	COMPLETED	0	E		0.1	32
  1	COMPLETED	0	E		0.1	64
  2	COMPLETED	0	E		1; touch never	32
  3	COMPLETED	0	E		1; touch never	64

Its tasks are told, waited for and cancelled one by one.

  $ aifactory job submit long -q -o name > long; aifactory job cancel $(cat long)_3 2>&1 | sed 's/long-..../long-XXXX/'
  error: run long-XXXX has no task 3
    it has 4 tasks, from 2 to 8
  hint: aifactory job show long-XXXX lists its tasks
  $ aifactory job wait $(cat long)_2 --json state,exit_code -q | jq -c .; aifactory job logs $(cat long)_2; aifactory job cancel $(cat long)_[6,8] -q >/dev/null; touch go; aifactory job wait $(cat long) -q >/dev/null; aifactory job logs $(cat long)_[2,4]
  {"state":"FAILED","exit_code":2}
  this is 2
  [2] this is 2
  [4] this is 4
  $ aifactory job show $(cat long) --json task_states -q | jq -c '.task_states[] | [.task, .state, .exit_code]'; aifactory job explain $(cat long)_2 --json cause | jq -r .cause
  [2,"FAILED",2]
  [4,"COMPLETED",0]
  [6,"CANCELLED",0]
  [8,"CANCELLED",0]
  its command ended with status 2

  $ aifactory job submit job --param lr=5 --param batch=7 --param batch=8 --wait -q --json sweep | jq -c '.sweep[]'
  {"task":0,"lr":"5","batch":"7"}
  {"task":1,"lr":"5","batch":"8"}

  $ aifactory job submit job --param lrr=5
  ! error: --param lrr=5: no such parameter (did you mean 'lr'?)
  ! hint: write it as --param lr=0.1; once more for each further value
  [64]

  $ aifactory job submit array --wait -q --json state,tasks | jq -c .; aifactory job logs -q
  {"state":"COMPLETED","tasks":3}
  [0] task 0 of 3
  [1] task 1 of 3
  [2] task 2 of 3

One job after another: by name, by run, however it ends. What can never start is told.

  $ aifactory job submit train -q -o name; aifactory job submit next --wait -q --json state,after | jq -c .
  train-XXXX
  {"state":"COMPLETED","after":["train-XXXX:ok"]}

  $ aifactory job submit bad -q --wait -o name > bad; aifactory job submit next --after bad 2>&1 | sed 's/bad-..../bad-XXXX/'; echo ${PIPESTATUS[0]}
  error: it cannot wait for run bad-XXXX
    that run ended as FAILED: the job would never start
  hint: submit bad again first, or use --after bad-XXXX:any
  65

  $ aifactory job submit bad -q -o name > bad; aifactory job submit next --after bad --wait -q --json state,reason | jq -c .
  {"state":"CANCELLED","reason":"DependencyNeverSatisfied"}

  $ aifactory job submit next --after "$(cat bad):notok" --wait -q --json state | jq -c .
  {"state":"COMPLETED"}

  $ printf 'project: c\nsite: local\njobs:\n  one: {command: x, after: two}\n  two: {command: x, after: one}\n' > circle.yaml; aifactory --config circle.yaml job submit one
  ! error: job two would never start: it waits for itself
  !   two after one after two
  ! hint: take one `after:` out of aifactory.yaml
  [65]

  $ aifactory job submit next --after nothing 2>&1; aifactory job submit next --after bad:never
  error: there is no run 'nothing'
  hint: aifactory job list shows the runs of this project
  ! error: --after does not take 'bad:never'
  ! hint: write it as RUN, RUN:any or RUN:notok; RUN alone must end well
  [64]

Launchers, and a warning before the end.

  $ aifactory job submit torch --wait -q -o name > name; aifactory job logs -q
  torchrun --standalone --nnodes=1 --nproc_per_node=2 train.py

  $ aifactory job submit tasks --wait -q -o name > name; aifactory job logs -q | sort
  0 of 3
  1 of 3
  2 of 3

  $ aifactory job submit warned --wait -q --json state,exit_code | jq -c .; aifactory job logs -q
  {"state":"FAILED","exit_code":75}
  warned

A job from standard input, as it would stand in aifactory.yaml.

  $ printf 'name: hello\ncommand: echo hello\n' | aifactory job submit - --wait -q --json job,state | jq -c .; aifactory job logs -q
  {"job":"hello","state":"COMPLETED"}
  hello

  $ printf 'comand: echo hello\n' | aifactory job submit -
  ! error: standard input:1:1: unknown key 'comand' in jobs.job
  ! hint: did you mean 'command'?
  [78]

A dry run reads the code as a submission does, and says what goes along.

  $ printf 'command: x\ncode: nowhere\n' | aifactory job submit - --dry-run
  ! error: the folder of the code, PROJECT/nowhere, is not there
  ! hint: correct `code:` in aifactory.yaml
  [66]
  $ mkdir tool; echo 1 > tool/run; printf 'command: x\ncode: tool\n' | aifactory job submit - --dry-run | head -1
  # sbatch '--ntasks=1'
  ! note: code: 1 file, 2 B, all that is there: git tracks none of it

  $ printf 'gpus: 4\n' | aifactory job submit - --dry-run
  ! error: standard input:1:1: jobs.job has nothing to run
  ! hint: give it a command: … or a script: …
  [78]

An own script: its #SBATCH lines count where the project file says nothing; Windows line ends are refused.

  $ printf '#!/bin/bash\n#SBATCH --time=30 --comment="two words"\n#SBATCH -o out.log\necho own\n' > own.sh; printf 'script: own.sh\n' | aifactory job submit - --dry-run | grep -e '^# sbatch' -e '^#SBATCH'
  # sbatch '--ntasks=1' '--time=0:30:00'
  #SBATCH --comment="two words"
  ! warning: #SBATCH --output in the script is not followed: each run has a folder of its own

  $ printf '#!/bin/bash\n#SBATCH -t 30\necho own\n' > own.sh; printf 'script: own.sh\ntime: 1h\n' | aifactory job submit - --dry-run | grep '^# sbatch'
  # sbatch '--ntasks=1' '--time=1:00:00'
  ! warning: #SBATCH --time=30 in the script is not followed: `time:` in aifactory.yaml goes before

  $ printf '#!/bin/bash\r\necho own\r\n' > own.sh; printf 'script: own.sh\n' | aifactory job submit -
  ! error: PROJECT/own.sh: the script of job job has Windows line ends
  !   no shell on the site could read it
  ! hint: sed -i 's/\r$//' PROJECT/own.sh
  [65]

Choosing among runs; cancelling by state.

  $ printf 'name: hello\ncommand: sleep 300\n' > sleep.yaml; for i in 1 2 3; do aifactory job submit - -q -o name < sleep.yaml; done
  hello-XXXX
  hello-XXXX
  hello-XXXX

  $ until [ "$(aifactory job list --state running -o name | wc -l)" = 3 ]; do sleep 0.1; done; aifactory job list --state running -o name; aifactory job list --state running --limit 1 -o name | wc -l; aifactory job list --name 'tor*' --json job | jq -c '.items[]'
  hello-XXXX
  hello-XXXX
  hello-XXXX
  1
  {"job":"torch"}

  $ aifactory job list --state runing
  ! error: --state does not take 'runing' (did you mean 'running'?)
  ! hint: it takes unfinished, pending, running, suspended, completing, requeued, completed, failed, cancelled, timeout, out_of_memory, node_fail, preempted, boot_fail, deadline, unknown
  [64]

  $ aifactory job cancel --state running
  ! error: this needs a confirmation, and nobody can be asked
  !   Cancel hello-XXXX, hello-XXXX, hello-XXXX?
  ! hint: add --yes
  [64]

Ctrl-C ends the wait, and no run.

  $ timeout --preserve-status -s INT 2 aifactory job wait -q $(aifactory job list --state running --limit 1 -o name)
  ! error: interrupted
  !   hello-XXXX goes on
  ! hint: aifactory job wait waits again; aifactory job cancel hello-XXXX ends it
  [130]

  $ aifactory job list --state running --limit 1 -o name | xargs aifactory job cancel -q -o name > one; aifactory job wait -q --json state $(cat one) | jq -c .; aifactory job cancel --state running --yes -q -o name; aifactory job wait --all -q > all; aifactory job list --state unfinished
  {"state":"CANCELLED"}
  hello-XXXX
  hello-XXXX
  ! note: no run fits

  $ aifactory job list --since 1h --state cancelled -o name | wc -l
  4

Nothing to cancel, nothing to wait for; a run shown with its folder, logs and what it came after:

  $ aifactory job cancel --all --yes; aifactory job wait --all
  ! note: nothing to cancel: no such run is pending or running
  ! note: every run has ended
  $ printf 'command: "true"\nafter: train:any\n' | aifactory job submit - -q -o name; aifactory job wait -q -o name; aifactory job show -q | grep -E '^(Folder|Stdout|After|Restarts|Tasks)' | sed 's|WORK|~|'
  job-XXXX
  job-XXXX
  Folder: WORK/home/.local/share/aifactory/local/runs/job-XXXX
  Stdout: WORK/home/.local/share/aifactory/local/runs/job-XXXX/stdout.log
  After: train-XXXX:any

A crash has no status 0 in tables; what to type next names the run.

  $ printf 'command: kill -SEGV $$\n' | aifactory job submit - --wait -q -o name; aifactory job list --limit 1 | cut -f4,6; aifactory job list --limit 1 --json exit_code,signal | jq -c '.items[]'; aifactory job explain -q --json next_step | jq -r .next_step
  job-XXXX
  FAILED	139
  {"exit_code":0,"signal":11}
  see the end of its logs: aifactory job logs job-XXXX

Who waits is told what becomes of it.

  $ printf 'command: exit 7\n' | aifactory job submit - --wait -o name 2>&1 | tail -2
  note: job-XXXX FAILED
  job-XXXX
