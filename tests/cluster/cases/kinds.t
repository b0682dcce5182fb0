Kinds of jobs on a real Slurm: two nodes with four GPUs each, and two without.

  $ mkdir bin; cat > bin/torchrun <<'END'; cat > bin/apptainer <<'END2'; chmod +x bin/*; mkdir corpus; echo 1 > corpus/one
  > #!/bin/bash
  > # Stands in for torchrun: says what it was told, and meets the others at the port it was given.
  > for word; do case $word in --node_rank=*) rank=${word#*=} ;; --nnodes=*) nodes=${word#*=} ;; --master_addr=*) addr=${word#*=} ;; --master_port=*) port=${word#*=} ;; esac; done
  > if [ "$rank" = 0 ]; then
  >   echo "rank 0 on $SLURMD_NODENAME: ${*//$port/PORT}, $SLURM_CPUS_PER_TASK CPUs, GPUs $CUDA_VISIBLE_DEVICES"
  >   exec perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 5, LocalPort => $ARGV[0], ReuseAddr => 1) or die; for (2 .. $ARGV[1]) { $c = $s->accept; print "rank 0 met ", scalar <$c>; print $c "welcome\n" }' "$port" "$nodes"
  > fi
  > exec perl -MIO::Socket::INET -e 'for (1 .. 100) { last if $c = IO::Socket::INET->new("$ARGV[0]:$ARGV[1]"); select undef, undef, undef, 0.1 } print $c "$ENV{SLURMD_NODENAME}\n"; print "rank 1 got ", scalar <$c>' "$addr" "$port"
  > END
  > #!/bin/bash
  > # Stands in for apptainer: says how it was called, and runs the rest as if it were inside.
  > echo "apptainer ${*/--bind*/}"; while [ "$1" != bash ]; do [ "$1" = --bind ] && { IFS=,; for bind in $2; do [ -d "$bind" ] && echo "bound ${bind##*/}"; done; unset IFS; }; shift; done; exec "$@"
  > END2

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
  >     root: /gpfs/scratch/ehpc01/alice/$$-kinds
  >     slurm:
  >       cpus_per_node: 80
  >       gpu: {per_node: 4, cpus_per_gpu: 20, cpu_rule: exact}
  >       queues:
  >         - {class: batch, qos: acc_ehpc, partition: acc, walltime: 72h, nodes: 2}
  >         - {class: cpu, qos: gp_ehpc, partition: gpp, walltime: 72h, nodes: 2, gpus: false}
  >     containers: {runtime: apptainer, gpu_flag: --nv, load: 'PATH=\$AIFACTORY_RUN_DIR/work/bin:\$PATH'}
  >     offline_env: {HF_HUB_OFFLINE: "1"}
  > datasets:
  >   corpus: {path: corpus}
  > jobs:
  >   job: {command: 'echo "lr {lr} offline \$HF_HUB_OFFLINE"; test {lr} != 3', sweep: {lr: [1, 2, 3]}, limit: 2, time: 5m}
  >   long: {command: sleep 300, array: 0-3, limit: 2, time: 10m}
  >   torch: {command: 'PATH=\$PWD/bin:\$PATH; torchrun train.py', launch: torchrun, gpus: 8, time: 5m, code: .}
  >   tasks: {command: 'echo \$SLURM_PROCID of \$SLURM_NTASKS on \$SLURMD_NODENAME', launch: srun, nodes: 2, tasks: 4, time: 5m}
  >   boxed: {command: echo inside, container: docker://example.org/image, gpus: 4, datasets: [corpus], code: ., time: 5m}
  >   noimage: {command: echo inside, container: image.sif, time: 5m}
  >   train: {command: sleep 2, time: 5m}
  >   bad: {command: sleep 2; exit 3, time: 5m}
  >   next: {command: echo next, after: train, time: 5m}
  >   again: {command: 'echo start \$SLURM_RESTART_COUNT; [ -n "\$SLURM_RESTART_COUNT" ] || scontrol requeue \$SLURM_JOB_ID && sleep 30', time: 5m}
  >   warned: {command: "trap 'echo warned; exit 4' USR1; sleep 200 & wait", signal: {before: 55s}, time: 1m}
  > END

All at once, as the queue likes it.

  $ for job in job torch tasks noimage warned; do aifactory job submit $job -q -o name | tee $job; done | wc -l; aifactory dataset upload -q --json proved | jq -c .; aifactory job submit boxed -q -o name > boxed
  5
  {"proved":true}

A sweep with a limit; the code of its worst task.

  $ aifactory job wait -q --json state,reason,tasks,exit_code $(cat job) | jq -c .; aifactory job logs -q $(cat job); aifactory job show $(cat job) -q | tail -3 | cut -f1-3,6
  {"state":"FAILED","reason":"1 of 3 tasks ended badly","tasks":3,"exit_code":1}
  [0] lr 1 offline 1
  [1] lr 2 offline 1
  [2] lr 3 offline 1
  0	COMPLETED	0	1
  1	COMPLETED	0	2
  2	FAILED	1	3

Its tasks one by one: told, cancelled while they run and while they wait.

  $ aifactory job explain $(cat job)_2 --json cause,state | jq -c .; aifactory job logs $(cat job)_2
  {"cause":"its command ended with status 1","state":"FAILED"}
  lr 3 offline 1

  $ aifactory job submit long -q -o name > long; until aifactory job show $(cat long)_1 -q --json state | grep -q RUNNING; do sleep 2; done; aifactory job show $(cat long) -q --json task_states | jq -c '.task_states[] | [.task, .state, .reason]'
  [0,"RUNNING",null]
  [1,"RUNNING",null]
  [2,"PENDING","JobArrayTaskLimit"]
  [3,"PENDING","JobArrayTaskLimit"]

  $ aifactory job submit train --after $(cat long)_1:notok -q -o name > behind; aifactory job show $(cat behind) -q --json reason,after | jq -c . | sed 's/long-..../long-XXXX/'
  {"reason":"Dependency","after":["long-XXXX_1:notok"]}

  $ aifactory job cancel $(cat long)_1 $(cat long)_3 -q > /dev/null; aifactory job wait $(cat long)_[1,3] -q --json state | jq -c '.items[]'; aifactory job explain $(cat long)_3 --json cause | jq -r .cause
  {"state":"CANCELLED"}
  {"state":"CANCELLED"}
  it was cancelled

  $ aifactory job wait $(cat behind) -q --json state | jq -c .
  {"state":"COMPLETED"}

  $ aifactory job cancel $(cat long) -q >/dev/null; aifactory job wait $(cat long) -q --json state | jq -c .; aifactory job show $(cat long) -q | tail -4 | cut -f1,2
  {"state":"CANCELLED"}
  0	CANCELLED
  1	CANCELLED
  2	CANCELLED
  3	CANCELLED

torchrun once on each node; the processes really meet. srun once for each task.

  $ aifactory job wait -q --json state,gpus $(cat torch) | jq -c .; aifactory job logs -q $(cat torch) | sort
  {"state":"COMPLETED","gpus":8}
  rank 0 met as01r1b02
  rank 0 on as01r1b01: --nnodes=2 --node_rank=0 --master_addr=glogin1 --master_port=PORT --nproc_per_node=4 train.py, 80 CPUs, GPUs 0,1,2,3
  rank 1 got welcome

  $ aifactory job wait -q --json state $(cat tasks) | jq -c .; aifactory job logs -q $(cat tasks) | sort
  {"state":"COMPLETED"}
  0 of 4 on gs01r1b01
  1 of 4 on gs01r1b01
  2 of 4 on gs01r1b02
  3 of 4 on gs01r1b02

A container, with the GPU flag, the run's folder and the dataset (a stand-in shows how it is called).

  $ aifactory job wait -q --json state $(cat boxed) | jq -c .; aifactory job logs -q $(cat boxed) | sed 's|/gpfs/[^ ,]*/||g; s/boxed-..../boxed-XXXX/g'
  {"state":"COMPLETED"}
  apptainer exec --nv  boxed-XXXX,corpus --pwd work docker://example.org/image bash -c echo inside
  
  bound boxed-XXXX
  bound corpus
  inside

  $ aifactory job wait -q --json state,exit_code $(cat noimage) | jq -c .; aifactory job logs -q $(cat noimage)
  {"state":"FAILED","exit_code":66}
  ! aifactory: the container image image.sif is not there

One job after another; what can never start is ended by Slurm, and told.

  $ aifactory job submit train -q -o name > train; aifactory job submit next --wait -q --json state | jq -c .
  {"state":"COMPLETED"}

  $ aifactory job submit bad -q -o name > bad; aifactory job submit next --after bad --wait -q --json state,reason | jq -c .
  {"state":"CANCELLED","reason":"DependencyNeverSatisfied"}

What is impossible is refused, and no run is left behind.

  $ aifactory job list -o name | wc -l
  12

  $ printf 'command: x\ngpus: 9\nnodes: 2\n' | aifactory job submit -
  ! error: job job asks for what cannot be had
  !   2 nodes of lab have 8 GPUs, not 9
  ! hint: leave `nodes:` out, or ask for `gpus: 8`
  [65]

  $ printf 'command: x\ngpus: 3\nnodes: 2\n' | aifactory job submit -
  ! error: job job asks for what cannot be had
  !   3 GPUs do not spread evenly over 2 nodes
  ! hint: ask for `gpus: 2` or `gpus: 4`
  [65]

  $ printf 'command: x\ngpus: 12\n' | aifactory job submit -
  ! error: no queue takes job job: 3 nodes, 12 GPUs
  !   acc_ehpc takes 3d and 2 nodes
  ! hint: ask for `gpus: 8`; aifactory site show lists the queues
  [65]

  $ printf 'command: x\ntime: 4d\n' | aifactory job submit -
  ! error: no queue takes job job: 4d, 1 node
  !   gp_ehpc takes 3d and 2 nodes
  ! hint: ask for `time: 3d`; aifactory site show lists the queues
  [65]

  $ printf 'command: x\nclass: debg\n' | aifactory job submit -
  ! error: site lab has no queue of class debg for job job
  ! hint: it has batch, cpu
  [65]

  $ printf 'command: x\naccount: nope\n' | aifactory job submit - 2>&1 | head -1; printf 'command: x\nqos: nope\n' | aifactory job submit - 2>&1 | head -1; printf 'command: x\npartition: nope\nqos: gp_ehpc\n' | aifactory job submit - 2>&1 | head -1; printf 'command: x\narray: 0-5000\n' | aifactory job submit - 2>&1 | head -1; printf 'command: x\nsbatch: [--gres=gpu:7]\n' | aifactory job submit - 2>&1 | head -1; printf 'command: x\nsbatch: [--bogus=7]\n' | aifactory job submit - 2>&1 | head -1
  error: lab does not take job job: Invalid account or account/partition combination specified
  error: lab does not take job job: Invalid qos specification
  error: lab does not take job job: Invalid partition name specified
  error: lab does not take job job: Invalid job array specification
  error: lab does not take job job: Requested node configuration is not available
  error: lab does not take job job: sbatch: unrecognized option '--bogus=7'

  $ aifactory job list -o name | wc -l
  12

When it would start, without submitting.

  $ aifactory job submit torch --test-only -o json | jq -r .estimate | sed 's/[0-9]\{4\}-.*//; s/Job [0-9]*/Job N/'
  sbatch: Job N to start at 

A warning before the limit; a job that asks for its own second start keeps what it had printed.

  $ aifactory job submit again -q -o name > again; aifactory job wait -q --json state,exit_code $(cat warned) | jq -c .; aifactory job logs -q $(cat warned) 2>/dev/null
  {"state":"FAILED","exit_code":4}
  warned

  $ aifactory job wait -q --timeout 2m --json state,restarts $(cat again) | jq -c .; aifactory job logs -q $(cat again) 2>/dev/null
  {"state":"COMPLETED","restarts":1}
  start
  start 1
