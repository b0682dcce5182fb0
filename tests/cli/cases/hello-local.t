The main job on this machine: from an empty folder to numbers.

  $ aifactory init --template hello --site local

  $ aifactory config check -o name

  $ aifactory dataset upload -q

  $ aifactory dataset list -o name

  $ aifactory job submit train -q -o name

  $ aifactory job wait -q --timeout 2m | cut -f1-4

  $ aifactory job logs | head -3

  $ aifactory job metrics --json name,count

  $ aifactory job metrics -o jsonl | head -1 | jq -r .name

  $ aifactory job list --json | jq '.items | length'

The plot is there for people, also in a pipe when asked for.

  $ aifactory job metrics --plot --series loss | grep -c '⣀\|⡇\|⠉\|⠤' | awk '{print ($1 > 3)}'

The same again: a second run beside the first.

  $ aifactory job submit train --wait -q | cut -f3

  $ aifactory job list -o name | wc -l

Nothing happens twice: a second upload sends nothing.

  $ aifactory dataset upload --json files_sent,files_unchanged,proved
