Curves, the sampler, Slurm's accounts and reports of jobs on a real cluster. The graphics processors are a stand-in that
prints what nvidia-smi printed elsewhere (tests/data/gpu); a first job puts it into place.

  $ aifactory init --template hello --site lab --host 127.0.0.1:$AIFACTORY_CLUSTER_PORT --user alice \
  >   --identity $AIFACTORY_CLUSTER_KEYS/alice --known-hosts $AIFACTORY_CLUSTER_KEYS/known_hosts \
  >   --account ehpc01 --partition acc --qos acc_ehpc --root /gpfs/scratch/ehpc01/alice/$$-metrics -q -o name

  $ sed -i '/^jobs:/,$d' aifactory.yaml && cp $SOURCE/tests/data/gpu/nvidia-smi . && cat >>aifactory.yaml <<'END'
  > jobs:
  >   hello:
  >     time: 5m
  >     sampler: false
  >     code: .
  >     metrics: [none.jsonl]
  >     command: mkdir -p ../../../bin && cp nvidia-smi ../../../bin/
  >   train:
  >     gpus: 2
  >     nodes: 2
  >     tasks: 2
  >     time: 10m
  >     sampler: 1s
  >     metrics: [m.jsonl, broken.tfevents.1]
  >     env: {PATH: "ROOT/bin:/usr/local/bin:/usr/bin:/bin"}
  >     command: |
  >       echo nonsense >broken.tfevents.1
  >       for i in 1 2 3 4 5 6; do echo "{\"step\": $i, \"loss\": $((60 / i))}" >>m.jsonl; sleep 1; done
  >       (exit 3)
  > END

What is not there is named; what Slurm knows is there all the same.

  $ aifactory job submit hello --wait -q -o name

  $ aifactory job metrics

  $ sed -i "s|ROOT|$(aifactory job show --json folder | jq -r .folder | sed 's|/runs/.*||')|" aifactory.yaml

A job of two nodes: its own exit status stands, its curves are read, a damaged file is named.

  $ aifactory job submit train --wait -q -o name

  $ aifactory job metrics -q --json name,count,last | jq -c '.items[] | select(.name == "loss")'

  $ aifactory job metrics -o json 2>/dev/null | jq -c '[.items[] | select(.name == "gpu1_power_watts") | [.source, .last, .count >= 3]]'

  $ aifactory job metrics -o json 2>/dev/null | jq -c '[.usage[].step | sub("[0-9]+"; "ID")] | sort'

  $ aifactory job metrics -q -o csv --series loss 2>/dev/null | head -3

  $ aifactory job metrics --open-metrics 2>/dev/null | grep -c '^aifactory_gpu_busy_ratio'

  $ aifactory job metrics --open-metrics 2>/dev/null | tail -1

  $ aifactory job metrics --svg curves.svg -q --series loss 2>/dev/null; head -c 4 curves.svg; echo

  $ aifactory job metrics --series los

  $ aifactory job metrics --follow --series loss -q 2>/dev/null | tail -2

  $ aifactory job report --json | jq -c '[.state, .gpus, .gpus_idle, .energy_source, .co2e_kilograms > 0]'

  $ aifactory job report --html - | grep -c -i '<script\|src=\|href='

  $ aifactory job report --project --json | jq -c '[.items[] | [.job, .runs, .outcomes]]'
