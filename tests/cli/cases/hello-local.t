The main job on this machine: from an empty folder to numbers.

  $ aifactory init --template hello --site local
  Project: project
  Site: local
  Files: aifactory.yaml, README.md, data/LICENCE.txt, data/digits.csv, train.sh
  ! next: aifactory dataset upload   # to bring the data to the site
  ! next: aifactory job submit train   # to train

A short training will do here.

  $ sed -i 's/command: sh train.sh/command: EPOCHS=5 sh train.sh/' aifactory.yaml

  $ aifactory config check -o name
  project
  ! note: PROJECT/aifactory.yaml is good

  $ aifactory dataset upload -q
  Dataset: digits
  Path: WORK/home/.local/share/aifactory/local/datasets/digits
  Files: 2
  Size: 265607
  Files sent: 2
  Sent: 265607
  Unchanged: 0
  Renamed: 0
  Removed: 0
  Proved: true

  $ aifactory dataset list -o name
  digits

  $ aifactory job submit train -q -o name
  train-XXXX

  $ aifactory job wait -q --timeout 2m | cut -f1-4
  Run: train-XXXX
  Job: train
  Site: local
  Id: 1
  State: COMPLETED
  Exit: 0
  Elapsed: …
  Limit: 600
  Created: TIME
  Started: TIME
  Ended: TIME
  Partition: local
  Nodes: …
  GPUs: 0

  $ aifactory job logs | head -3
  1797 images: learning from 1437, checking with 360
  epoch   1/5  loss 1.8373  val_loss 1.2161  accuracy 82.2 %
  epoch   2/5  loss 0.8556  val_loss 0.6030  accuracy 89.2 %

  $ aifactory job metrics --series accuracy,loss,val_loss --json name,count
  {
    "items": [
      {
        "name": "accuracy",
        "count": 5
      },
      {
        "name": "loss",
        "count": 5
      },
      {
        "name": "val_loss",
        "count": 5
      }
    ]
  }

  $ aifactory job metrics -o jsonl | head -1 | jq -r .name
  accuracy

  $ aifactory job list --json | jq '.items | length'
  1

The plot is there for people, also in a pipe when asked for.

  $ aifactory job metrics --plot --series loss | grep -c '⣀\|⡇\|⠉\|⠤' | awk '{print ($1 > 3)}'
  1

The same again: a second run beside the first.

  $ aifactory job submit train --wait -q | cut -f3
  Run: train-XXXX
  Job: train
  Site: local
  Id: 2
  State: COMPLETED
  Exit: 0
  Elapsed: …
  Limit: 600
  Created: TIME
  Started: TIME
  Ended: TIME
  Partition: local
  Nodes: …
  GPUs: 0

  $ aifactory job list -o name | wc -l
  2

Nothing happens twice: a second upload sends nothing.

  $ aifactory dataset upload --json files_sent,files_unchanged,proved
  {
    "files_sent": 0,
    "files_unchanged": 2,
    "proved": true
  }
  ! next: aifactory job submit   # to use it in a job
