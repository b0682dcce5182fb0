The main job on a real Slurm over SSH, as an ordinary user with a key.

  $ aifactory init --template hello --site lab --host 127.0.0.1:$AIFACTORY_CLUSTER_PORT --user alice \
  >   --identity $AIFACTORY_CLUSTER_KEYS/alice --known-hosts $AIFACTORY_CLUSTER_KEYS/known_hosts \
  >   --account ehpc01 --partition gpp --qos gp_ehpc --root /gpfs/scratch/ehpc01/alice/$$-hello -q -o name

A short training will do here.

  $ sed -i 's/command: sh train.sh/command: EPOCHS=5 sh train.sh/' aifactory.yaml

  $ aifactory account status --json user,logged_in,accounts

  $ aifactory dataset upload -q --json files_sent,proved

  $ aifactory job submit train -q -o name

  $ aifactory job wait -q --timeout 3m --json state,exit_code,account,partition

  $ aifactory job logs | head -3

  $ aifactory job metrics -o json | jq -e '[.items[] | select(.name == "loss") | .points | length][0] > 3'

  $ aifactory job list -o name

  $ aifactory connection status --json | jq -c '.items | length'

One word changed: the same folder on this machine.

  $ aifactory dataset upload -q --site local --json proved

  $ aifactory job submit train --site local --wait -q --json site,state
