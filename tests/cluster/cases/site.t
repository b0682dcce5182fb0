What a site says of itself, beside what its profile says; a lost ledger; what is left of the hours.

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
  >     root: /gpfs/scratch/ehpc01/alice/$$-site
  >     slurm:
  >       queues:
  >         - {class: batch, qos: acc_ehpc, partition: acc, walltime: 24h, nodes: 64}
  >         - {class: debug, qos: acc_debug, partition: acc, walltime: 2h, nodes: 1}
  >         - {class: gone, qos: acc_gone, partition: acc, walltime: 2h, nodes: 1}
  > jobs:
  >   train: {command: echo hello, class: batch, time: 30h}
  > END

The profile's 24 hours and 64 nodes are not the site's: before it was asked they count, then the site's own.

  $ aifactory job submit --dry-run -q
  ! error: no queue takes job train: 1d 6h, 1 node
  !   acc_ehpc takes 1d and 64 nodes
  ! hint: ask for `time: 1d`; aifactory site show lists the queues
  [65]
  $ aifactory site check
  account ehpc01	there	there	same
  QoS acc_ehpc	there	there	same
  QoS acc_ehpc: time	1d	3d	differs
  QoS acc_ehpc: nodes of one job	64	2	differs
  QoS acc_debug	there	there	same
  QoS acc_debug: time	2h	2h	same
  QoS acc_debug: nodes of one job	1	1	same
  QoS acc_debug: submitted jobs		10	new
  QoS acc_gone	there	not there	differs
  GPUs of a node		4	new
  ! note: 3 values of the profile differ; the site's own count from now on
  $ aifactory site check --json | jq -c '.items[] | select(.verdict == "differs")'
  {"what":"QoS acc_ehpc: time","profile":"1d","live":"3d","verdict":"differs"}
  {"what":"QoS acc_ehpc: nodes of one job","profile":"64","live":"2","verdict":"differs"}
  {"what":"QoS acc_gone","profile":"there","live":"not there","verdict":"differs"}
  ! note: 3 values of the profile differ; the site's own count from now on
  $ aifactory job submit --dry-run -q | head -1; aifactory site show --json queues,sources | jq -c '(.queues[] | del(.min_nodes, .max_gpus, .max_submit, .gpus, .whole_node)), .sources["slurm.queues"]' | sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}/DATE/'
  # sbatch '--account=ehpc01' '--qos=acc_ehpc' '--partition=acc' '--nodes=1' '--ntasks-per-node=1' '--time=1-06:00:00'
  {"class":"batch","qos":"acc_ehpc","partition":"acc","time_limit":259200,"nodes":2}
  {"class":"debug","qos":"acc_debug","partition":"acc","time_limit":7200,"nodes":1}
  {"mark":"live","from":["the site itself, DATE"]}

A lost ledger is made again from the run folders, once.

  $ aifactory job submit --wait -q -o name; aifactory job submit --wait -q -o name; rm -r ~/.local/state/aifactory/runs.sqlite*; aifactory job list | cut -f1,2,4
  train-XXXX
  train-XXXX
  train-XXXX	lab	COMPLETED
  train-XXXX	lab	COMPLETED
  ! note: 2 runs found again on lab
  $ rm -r ~/.local/state/aifactory/runs.sqlite*; aifactory job logs; aifactory job list -q -o name
  hello
  train-XXXX
  train-XXXX
  ! note: 2 runs found again on lab

What is left of the hours: where the site has no command of its own, by Slurm's limits.

  $ aifactory account budget -o json | jq -c '.items[] | [.account, (.resource | IN("GPU", "billing units")), .total]'
  ["ehpc01",true,null]
