Kinds of jobs, tried on this machine before they cost GPU hours.

  $ mkdir bin; printf '#!/bin/sh\necho torchrun "$@"\n' > bin/torchrun; chmod +x bin/torchrun; cat > aifactory.yaml <<'END'
  > project: demo
  > site: local
  > jobs:
  >   job:
  >     command: echo "lr {lr}, batch {batch}"
  >     sweep: {lr: [0.1, "1; touch never"], batch: [32, 64]}
  >     limit: 2
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
  
  $ aifactory job show | tail -5

  $ aifactory job submit job --param lr=5 --param batch=7 --param batch=8 --wait -q --json sweep | jq -c '.sweep[]'

  $ aifactory job submit job --param lrr=5

  $ aifactory job submit array --wait -q --json state,tasks | jq -c .; aifactory job logs -q

One job after another: by name, by run, however it ends. What can never start is told.

  $ aifactory job submit train -q -o name; aifactory job submit next --wait -q --json state,after | jq -c .

  $ aifactory job submit bad -q --wait -o name > bad; aifactory job submit next --after bad

  $ aifactory job submit bad -q -o name > bad; aifactory job submit next --after bad --wait -q --json state,reason | jq -c .

  $ aifactory job submit next --after "$(cat bad):notok" --wait -q --json state | jq -c .

  $ aifactory job submit next --after nothing 2>&1; aifactory job submit next --after bad:never

Launchers, and a warning before the end.

  $ aifactory job submit torch --wait -q -o name > name; aifactory job logs -q

  $ aifactory job submit tasks --wait -q -o name > name; aifactory job logs -q | sort

  $ aifactory job submit warned --wait -q --json state,exit_code | jq -c .; aifactory job logs -q

A job from standard input, as it would stand in aifactory.yaml.

  $ printf 'name: hello\ncommand: echo hello\n' | aifactory job submit - --wait -q --json job,state | jq -c .; aifactory job logs -q

  $ printf 'comand: echo hello\n' | aifactory job submit -

  $ printf 'gpus: 4\n' | aifactory job submit - --dry-run

An own script: its #SBATCH lines count where the project file says nothing; Windows line ends are refused.

  $ printf '#!/bin/bash\n#SBATCH --time=30 --comment="two words"\n#SBATCH -o out.log\necho own\n' > own.sh; printf 'script: own.sh\n' | aifactory job submit - --dry-run | grep -e '^# sbatch' -e '^#SBATCH'

  $ printf '#!/bin/bash\n#SBATCH -t 30\necho own\n' > own.sh; printf 'script: own.sh\ntime: 1h\n' | aifactory job submit - --dry-run | grep '^# sbatch'

  $ printf '#!/bin/bash\r\necho own\r\n' > own.sh; printf 'script: own.sh\n' | aifactory job submit -

Choosing among runs; cancelling by state.

  $ printf 'name: hello\ncommand: sleep 300\n' > sleep.yaml; for i in 1 2 3; do aifactory job submit - -q -o name < sleep.yaml; done

  $ sleep 0.3; aifactory job list --state running -o name; aifactory job list --state running --limit 1 -o name | wc -l; aifactory job list --name 'tor*' --json job | jq -c '.items[]'

  $ aifactory job list --state runing

  $ aifactory job cancel --state running

  $ aifactory job list --state running --limit 1 -o name | xargs aifactory job cancel -q --json state | jq -c .; aifactory job cancel --state running --yes -q -o name; aifactory job list --state unfinished

  $ aifactory job list --since 1h --state cancelled -o name | wc -l
