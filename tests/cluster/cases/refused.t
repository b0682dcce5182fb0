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

  $ . ./lab.sh; partition=nope lab; aifactory job submit

  $ . ./lab.sh; qos=acc_ehpc lab; aifactory job submit

  $ . ./lab.sh; time=4d lab; aifactory job submit

  $ aifactory job list --json

A host whose key is not known, or is another one:

  $ aifactory connection close -q; : > known; . ./lab.sh; known_hosts=$PWD/known lab; aifactory account status 2>&1 | sed 's/SHA256:[A-Za-z0-9+\/]*/SHA256:…/g'

  $ sed 's/AAAA\(.....\)/AAAA\1/; s/ssh-ed25519 .*/ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEBSTaZ01FRexeIRcymsWd09r3U7iS4o+Q+QBEPDGZUQ/' $AIFACTORY_CLUSTER_KEYS/known_hosts | grep ed25519 > known; aifactory account status 2>&1 | sed 's/SHA256:[A-Za-z0-9+\/]*/SHA256:…/g'
