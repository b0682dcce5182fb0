Why a run waits or how it ended: in words, with this site's numbers, and the evidence quoted.

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
  >     qos: gp_ehpc
  >     partition: gpp
  >     root: /gpfs/scratch/ehpc01/alice/explain
  > jobs:
  >   quota: {command: "echo 'cp: error writing x: Disk quota exceeded' >&2; exit 1", time: 5m}
  >   tasks: {command: 'exit \$((SLURM_ARRAY_TASK_ID % 2))', array: 0-3, time: 5m}
  >   memory: {command: "srun perl -e '\$x = q(a) x 400000000; sleep 1'; exit 0", sbatch: [--mem=100M], time: 5m}
  >   crash: {command: 'kill -SEGV \$\$', time: 5m}
  >   nowhere: {command: "true", sbatch: [--dependency=afterok:1], time: 5m}
  >   held: {command: "true", sbatch: [--hold], time: 5m}
  >   later: {command: "true", sbatch: [--begin=now+2hours], time: 5m}
  >   alone: {command: sleep 60, qos: gp_interactive, time: 10m}
  >   program: {command: 'bash -c "kill -SEGV \$\$"', time: 5m}
  >   minus: {command: 'exit 255', time: 5m}
  > END
  $ cat > why <<'END'
  > aifactory job explain --json state,cause,next_step |
  >   sed -E 's/^ +//; s/\b[0-9]+(_[0-3])/ID\1/g; s/[0-9]+\.0\b/ID.0/; s/(release )[0-9]+/\1ID/; s/(aifactory job (logs|cancel) [a-z]+-)[a-z0-9]{4}/\1XXXX/; s/(after|before) .*, 20[-0-9T:]+Z;/\1 …;/; /^[{}]$/d'
  > END

How runs ended.

  $ for job in quota tasks memory crash; do aifactory job submit $job -q --wait >/dev/null; sh why; done
  "state": "FAILED",
  "cause": "its command ended with status 1; a disk quota is used up: bytes, or the number of files: cp: error writing x: Disk quota exceeded",
  "next_step": "free space or remove files there (aifactory dataset list), or write to another file system"
  "state": "FAILED",
  "cause": "2 of 4 tasks ended badly (ID_1, ID_3); the worst: its command ended with status 1",
  "next_step": "see the end of its logs: aifactory job logs tasks-XXXX"
  "state": "COMPLETED",
  "cause": "it ended with status 0, but one of its steps, ID.0, was killed for using too much memory",
  "next_step": "check the results; raise `memory:`, and let the script end when srun fails (set -e)"
  "state": "FAILED",
  "cause": "its program crashed with signal 11: it read or wrote memory that is not its own",
  "next_step": "see the end of its logs: aifactory job logs crash-XXXX"

A program's crash and a status beyond 127, which sacct does not tell as they were:

  $ aifactory job submit program -q --wait >/dev/null; echo $?; aifactory job submit minus -q --wait -o name >/dev/null; echo $?; aifactory job wait -q --json exit_code | jq -c .; sh why
  139
  255
  {"exit_code":255}
  "state": "FAILED",
  "cause": "its command ended with status 255",
  "next_step": "see the end of its logs: aifactory job logs minus-XXXX"

Why runs wait, once the scheduler has looked at them.

  $ cat > looked_at <<'END'
  > while $SOURCE/tests/cluster/enter $AIFACTORY_CLUSTER_SUITE squeue -h -t PD -o %r | grep -qx -e None -e Priority; do sleep 0.2; done
  > END
  $ for job in held later; do aifactory job submit $job -q >/dev/null; sh looked_at; sh why; done
  "state": "PENDING",
  "cause": "you or a colleague put it on hold",
  "next_step": "release it on the site: scontrol release ID"
  "state": "PENDING",
  "cause": "it may not start before …; a job put back into the queue waits two minutes",
  "next_step": "wait"
  $ aifactory job submit alone -q >/dev/null; aifactory job submit alone -q >/dev/null; sh looked_at; sh why
  "state": "PENDING",
  "cause": "as many of your jobs run in QoS gp_interactive as it lets one user run: 1",
  "next_step": "wait for one to end"
  $ aifactory job explain | grep -A3 -e '^squeue' -e '^sacctmgr' | sed -E 's/JobId=[0-9]+/JobId=ID/; s/Priority=[0-9]+/Priority=N/; /^sacct$/d; /^$/d'
  squeue
    JobId=ID State=PENDING Partition=gpp QOS=gp_interactive Account=ehpc01 TimeLimit=10:00 Nodes=1 CPUs=1 Start=N/A Priority=N Dependency=(null) Reason=QOSMaxJobsPerUserLimit
  --
  sacctmgr show qos
    Name|Flags|MaxWall|MaxTRES|MaxTRESPU|MinTRES|GrpTRES|GrpJobs|GrpSubmit|MaxJobsPU|MaxSubmitPU
    gp_interactive||02:00:00|||||||1|

The words come along with `job show` and `job list`, and nothing is left running.

  $ aifactory job list --unfinished --json run,cause | grep -c '"cause": "'
  3
  $ aifactory job list --unfinished -o name | xargs aifactory job cancel --yes -q >/dev/null
