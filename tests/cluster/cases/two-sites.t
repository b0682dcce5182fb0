Runs on two sites of which one goes away, and names and ids that are nobody's here.

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
  >     root: /gpfs/scratch/ehpc01/alice/two-sites
  >   far:
  >     extends: slurm
  >     hosts: {login: [{name: 127.0.0.1, port: $AIFACTORY_CLUSTER_PORT}]}
  >     user: alice
  >     identity: $AIFACTORY_CLUSTER_KEYS/alice
  >     known_hosts: $AIFACTORY_CLUSTER_KEYS/known_hosts
  >     account: ehpc01
  >     qos: gp_ehpc
  >     partition: gpp
  >     root: /gpfs/scratch/ehpc01/alice/two-sites
  > jobs:
  >   held: {command: "true", time: 5m, sbatch: [--hold]}
  >   bad: {command: exit 3, time: 5m}
  > END
  $ aifactory job submit held --site far -q >/dev/null; aifactory job submit held -q >/dev/null; aifactory job submit bad -q --wait >/dev/null
  [3]
  $ aifactory job list --json job,site,state | jq -c '.items[]'
  {"job":"bad","site":"lab","state":"FAILED"}
  {"job":"held","site":"lab","state":"PENDING"}
  {"job":"held","site":"far","state":"PENDING"}

The far site cannot be reached: the other is told as it is now, and the failure is named.

  $ aifactory connection close --all -q; aifactory job cancel --name held --yes -q --site lab >/dev/null
  $ sed -i '/^  far:/,/port:/s/port: [0-9]*/port: 9/' aifactory.yaml; aifactory connection close --all -q; aifactory job list --json job,site,state >list; jq -c '.items[]' list
  {"job":"bad","site":"lab","state":"FAILED"}
  {"job":"held","site":"lab","state":"CANCELLED"}
  {"job":"held","site":"far","state":"PENDING"}
  ! warning: far: cannot reach far; its runs are shown as they were last known
  $ sed -i "s/port: 9}/port: $AIFACTORY_CLUSTER_PORT}/" aifactory.yaml; aifactory job cancel --all --yes -q >/dev/null

A job of somebody else, and names that cannot be.

  $ id=$(ssh -F $AIFACTORY_CLUSTER_KEYS/ssh_config bob@mn5 'sbatch --parsable --hold -A ehpc02 -q gp_ehpc -p gpp -t 5 -o /dev/null --wrap true'); aifactory job cancel $id --yes 2>&1 | sed "s/$id/ID/"; ssh -F $AIFACTORY_CLUSTER_KEYS/ssh_config bob@mn5 "squeue -h -j $id -o %T; scancel $id"
  error: there is no run 'ID'
  hint: aifactory job list shows the runs of this project
  PENDING
  $ aifactory job show "$(printf 'a\033[31mb')"
  ! error: there is no run 'a\x1b[31mb'
  ! hint: aifactory job list shows the runs of this project
  [66]
  $ printf 'command: [x\n' | aifactory job submit -
  ! error: standard input:2:1: broken YAML: end of sequence flow not found
  ! hint: look at the indentation, colons and quotes of this line and the one before
  [78]
  $ printf 'command: x\nsweep: {a: [%s], b: [%s]}\n' "$(seq -s, 200)" "$(seq -s, 200)" | aifactory job submit -
  ! error: job job: the sweep has more than 10000 combinations
  ! hint: give it fewer values
  [65]
