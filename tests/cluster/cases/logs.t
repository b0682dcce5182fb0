Logs of a run on Slurm: as they are written, to the byte, and through what happens to a connection.

  $ cat > aifactory.yaml <<END
  > project: demo
  > site: lab
  > sites:
  >   lab:
  >     extends: slurm
  >     hosts: {login: [{name: 127.0.0.1, port: $AIFACTORY_CLUSTER_PORT}]}
  >     user: alice
  >     identity: $AIFACTORY_CLUSTER_KEYS/alice
  >     known_hosts: $AIFACTORY_CLUSTER_KEYS/known_hosts
  >     account: ehpc01
  >     root: /gpfs/scratch/ehpc01/alice/$$-logs
  > jobs:
  >   job: {command: 'sleep 1; for i in 1 2 3; do echo "line \$i"; echo "problem \$i" >&2; sleep 1; done; printf "\\\\0\\\\377 no newline"', time: 5m}
  >   array: {command: 'echo "one of \$SLURM_ARRAY_TASK_ID"; sleep 2; echo two; echo oops >&2', time: 5m, array: "2-4"}
  >   ranks: {command: 'srun "\$AIFACTORY_RANK_LOGS" bash -c "echo rank \\\$SLURM_PROCID"', time: 5m, tasks: 3}
  > END
  > aifactory config check -q -o name
  demo

  $ aifactory job submit job -q -o name; aifactory job logs -fq > out 2> err; cat out | od -c | tail -3; cat err
  job-XXXX
  0000020   n   e       3  \n  \0 377       n   o       n   e   w   l   i
  0000040   n   e
  0000042
  problem 1
  problem 2
  problem 3

The same again, with the kept copy: no connection is made.

  $ aifactory connection close -q; aifactory job logs 2>/dev/null | cmp - out && aifactory connection status --json | jq -c .items
  []

  $ aifactory job logs --tail 2 --errors; aifactory job logs --grep 'line [23]' 2>/dev/null; aifactory job logs --grep nothing
  problem 2
  problem 3
  line 2
  line 3
  [1]

  $ aifactory job logs -o jsonl --json=stream,offset,text,base64 | sed -n '2p; 4p'
  {"stream":"stdout","offset":7,"text":"line 2","base64":null}
  {"stream":"stderr","offset":0,"text":"problem 1","base64":null}

An array: whole lines, each with its task; some tasks; a single one to the byte.

  $ aifactory job submit array -q -o name | sed 's/-.*//'; aifactory job logs -fq 2> err | sort; sort err
  array
  [2] one of 2
  [2] two
  [3] one of 3
  [3] two
  [4] one of 4
  [4] two
  [2] oops
  [3] oops
  [4] oops

  $ aifactory job logs --task 3; aifactory job logs --task 2,4 --prefix never 2>/dev/null; aifactory job logs --task 9 2>&1 | sed 's/array-..../array-XXXX/'
  one of 3
  two
  one of 2
  two
  one of 4
  two
  error: array-XXXX has no log of task 9
    these tasks have not started, or are not in the array
  hint: aifactory job show array-XXXX
  ! oops

  $ aifactory job logs --task 3-1
  ! error: --task: '3-1' is no list of numbers
  ! hint: write it as --task 3 or --task 0-4,7
  [64]

One rank of a step.

  $ aifactory job submit ranks -q -o name | sed 's/-.*//'; aifactory job wait -q -o name >/dev/null; aifactory job logs --rank 0,2; aifactory job logs --rank 1 --step 0
  ranks
  [rank 0] rank 0
  [rank 2] rank 2
  rank 1

  $ aifactory job logs --rank 7 2>&1 | sed 's/ranks-..../ranks-XXXX/g'
  error: ranks-XXXX has no log of such a rank or step
    these logs are written by steps that the job's command starts with  srun "$AIFACTORY_RANK_LOGS" …
  hint: aifactory job logs ranks-XXXX   shows what was printed into no log of its own

A login shell that prints noise.

  $ cp aifactory.yaml clean.yaml; sed -i "s|user: alice|user: noah|; s|KEYS/alice|&|; s|/alice$|/noah|; s|/alice/|/noah/|; s|job: {command: .*|job: {command: 'echo heard; echo said >\&2', time: 5m}|" aifactory.yaml; aifactory job submit job -q -o name; aifactory job logs -fq; aifactory connection close -q; mv clean.yaml aifactory.yaml
  job-XXXX
  heard
  ! said

A job that waits, and one that was cancelled before it began: what is known is said, and nobody waits in vain.

  $ sed -i "s|  array: {|  waits: {command: 'echo never', time: 5m, sbatch: [--begin=now+1hour]}\n&|" aifactory.yaml; aifactory job submit waits -q >submitted; aifactory job logs 2>&1 | sed 's/waits-..../waits-XXXX/'
  error: waits-XXXX has no log yet
    it has not started, or its files are not there yet
  hint: wait for it: aifactory job logs --follow waits-XXXX

  $ aifactory job cancel -q --yes >cancelled; aifactory job logs -f 2>&1 | sed -E 's/waits-..../waits-XXXX/; s/user [0-9]+/user N/'; aifactory job logs 2>&1 | sed 's/waits-..../waits-XXXX/'
  note: waits-XXXX is CANCELLED: it was cancelled by user N; it has no log
  note: waits-XXXX CANCELLED
  error: waits-XXXX has no log
    it did not start, or its logs were removed
  hint: aifactory job show waits-XXXX   tells how it ended

A reader that leaves ends it, also while nothing is written; nothing is left on the site.

  $ sed -i 's/job: {command: .*/job: {command: "echo begin; sleep 60", time: 5m}/' aifactory.yaml; aifactory job submit job -q -o name; (time -p timeout 30 aifactory job logs -fq | head -1) 2>&1 | awk '/^real/ { print ($2 < 20 ? "soon" : "late"); next } /begin/'
  job-XXXX
  begin
  soon

  $ cat > there <<END
  > $SOURCE/tests/cluster/enter $AIFACTORY_CLUSTER_SUITE pgrep -fc "$(sed -n 's/.*root: //p' aifactory.yaml).*/[s]tdout.log"
  > END
  $ until_it_says() { for again in $(seq 100); do [ "$(sh there)" = $1 ] && break; sleep 0.1; done; sh there; }; aifactory job logs -fq >out 2>&1 & disown; until_it_says 1; until grep -q begin out; do sleep 0.1; done; kill -KILL $!; until_it_says 0; cat out
  1
  0
  begin

  $ aifactory job cancel -q --yes -o name; aifactory connection close -q
  job-XXXX
