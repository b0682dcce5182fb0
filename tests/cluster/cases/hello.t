The main job on a real Slurm over SSH, as an ordinary user with a key.

  $ aifactory init --template hello --site lab --host 127.0.0.1:$AIFACTORY_CLUSTER_PORT --user alice \
  >   --identity $AIFACTORY_CLUSTER_KEYS/alice --known-hosts $AIFACTORY_CLUSTER_KEYS/known_hosts \
  >   --account ehpc01 --partition gpp --qos gp_ehpc --root /gpfs/scratch/ehpc01/alice/$$-hello -q -o name
  project

A short training will do here.

  $ sed -i 's/command: sh train.sh/command: EPOCHS=5 sh train.sh/' aifactory.yaml

  $ aifactory account status --json user,logged_in,accounts
  {
    "user": "alice",
    "logged_in": true,
    "accounts": [
      "ehpc01",
      "ehpc02"
    ]
  }

  $ aifactory dataset upload -q --json files_sent,proved
  {
    "files_sent": 2,
    "proved": true
  }

  $ aifactory job submit train -q -o name
  train-XXXX

  $ aifactory job wait -q --timeout 3m --json state,exit_code,account,partition
  {
    "state": "COMPLETED",
    "exit_code": 0,
    "account": "ehpc01",
    "partition": "gpp"
  }

  $ aifactory job logs | head -3
  1797 images: learning from 1437, checking with 360
  epoch   1/5  loss 1.8373  val_loss 1.2161  accuracy 82.2 %
  epoch   2/5  loss 0.8556  val_loss 0.6030  accuracy 89.2 %

  $ aifactory job metrics -o json | jq -e '[.items[] | select(.name == "loss") | .points | length][0] > 3'
  true

  $ aifactory job list -o name
  train-XXXX

  $ aifactory connection status --json | jq -c '.items | length'
  1

One word changed: the same folder on this machine.

  $ aifactory dataset upload -q --site local --json proved
  {
    "proved": true
  }

  $ aifactory job submit train --site local --wait -q --json site,state
  {
    "site": "local",
    "state": "COMPLETED"
  }
