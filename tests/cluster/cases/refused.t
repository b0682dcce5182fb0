What a site refuses, and hosts that are not what they should be.

  $ lab() { cat > aifactory.yaml <<END
  > project: demo
  > site: lab
  > sites:
  >   lab:
  >     extends: slurm
  >     hosts: {login: [{name: 127.0.0.1, port: $AIFACTORY_CLUSTER_PORT}]}
  >     user: alice
  >     identity: $AIFACTORY_CLUSTER_KEYS/alice
  >     known_hosts: ${known_hosts:-$AIFACTORY_CLUSTER_KEYS/known_hosts}
  >     account: ${account:-ehpc01}
  >     qos: ${qos:-gp_ehpc}
  >     partition: ${partition:-gpp}
  >     root: /gpfs/scratch/ehpc01/alice/refused
  > jobs:
  >   train: {command: "true", time: ${time:-10m}}
  > END
  > }; declare -f lab > lab.sh

An account, a partition, a QoS, a time that the site refuses: said in words, and no run is left behind.

  $ . ./lab.sh; account=nope lab; aifactory job submit
  ! error: lab does not take job train: Invalid account or account/partition combination specified
  !   the account does not exist, is not yours, or may not use this partition
  ! hint: aifactory account status lists your accounts; set `account:` in aifactory.yaml
  [77]

  $ . ./lab.sh; partition=nope lab; aifactory job submit
  ! error: lab does not take job train: Invalid partition name specified
  !   there is no partition of that name
  ! hint: set `partition:` in aifactory.yaml, or leave it out
  [65]

  $ . ./lab.sh; qos=acc_ehpc lab; aifactory job submit
  ! error: lab does not take job train: Invalid qos specification
  !   the QoS does not exist, or your account or the partition does not allow it
  ! hint: aifactory account status lists the QoS of your accounts; set `qos:` in aifactory.yaml
  [77]

  $ . ./lab.sh; time=4d lab; aifactory job submit
  ! error: lab does not take job train: Requested time limit is invalid (missing or exceeds some limit)
  !   the time is missing, or longer than the queue allows
  ! hint: set a shorter `time:`; aifactory site show lists the limits
  [65]

A number of GPUs that no node has, named with the nearest that is possible, by the site itself and by its rules; a
script with the line ends of DOS.

  $ . ./lab.sh; lab; printf 'command: x\nsbatch: [--gres=gpu:7]\npartition: acc\nqos: acc_ehpc\n' | aifactory job submit -
  ! error: lab does not take job job: Requested node configuration is not available
  !   no node of the partition has these GPUs, CPUs and memory together
  ! hint: check `gpus:`, `cpus:`, `memory:` and the partition; aifactory site show lists what a node has
  [65]
  $ printf '    slurm: {gpu: {per_node: 4}}\n' > rules; sed -i '/root:/r rules' aifactory.yaml; printf 'command: x\ngpus: 5\n' | aifactory job submit -
  ! error: job job asks for what cannot be had
  !   5 GPUs do not spread evenly over 2 nodes
  ! hint: ask for `gpus: 4` or `gpus: 6`
  [65]
  $ printf '#!/bin/sh\r\necho hi\r\n' > dos.sh; printf 'script: dos.sh\n' | aifactory job submit -
  ! error: PROJECT/dos.sh: the script of job job has Windows line ends
  !   no shell on the site could read it
  ! hint: sed -i 's/\r$//' PROJECT/dos.sh
  [65]

  $ aifactory job list --json
  {
    "items": []
  }

  $ ssh -F $AIFACTORY_CLUSTER_KEYS/ssh_config alice@mn5 'ls /gpfs/scratch/ehpc01/alice/refused/runs'

A host whose key is not known, or is another one:

  $ aifactory connection close -q; : > known; . ./lab.sh; known_hosts=$PWD/known lab; aifactory account status 2>&1 | sed 's/SHA256:[A-Za-z0-9+\/]*/SHA256:…/g'
  Site: lab
  Address: alice@127.0.0.1:PORT
  User: alice
  Reachable: true
  Logged in: false
  Accounts: 
  Groups: 
  Key: KEYS/alice
  Fingerprint: SHA256:…
  warning: the host key of [127.0.0.1]:PORT is not known: it shows the ssh-ed25519 key SHA256:…
  next: compare the fingerprint with the one the site publishes, then run the command again with --accept-host-key SHA256:…

  $ sed 's/AAAA\(.....\)/AAAA\1/; s/ssh-ed25519 .*/ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEBSTaZ01FRexeIRcymsWd09r3U7iS4o+Q+QBEPDGZUQ/' $AIFACTORY_CLUSTER_KEYS/known_hosts | grep ed25519 > known; aifactory account status 2>&1 | sed 's/SHA256:[A-Za-z0-9+\/]*/SHA256:…/g'
  Site: lab
  Address: alice@127.0.0.1:PORT
  User: alice
  Reachable: true
  Logged in: false
  Accounts: 
  Groups: 
  Key: KEYS/alice
  Fingerprint: SHA256:…
  warning: the host key of [127.0.0.1]:PORT has changed: it shows the ssh-ed25519 key SHA256:…; known is the ssh-ed25519 key SHA256:… (PROJECT/known:1)
  next: somebody may be listening in: ask the site's support; if they confirm the new key, take the old line out of that file
