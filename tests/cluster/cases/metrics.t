Curves, the sampler, Slurm's accounts and reports of jobs on a real cluster. The graphics processors are a stand-in that
prints what nvidia-smi printed elsewhere (tests/data/gpu); a first job puts it into place.

  $ aifactory init --template hello --site lab --host 127.0.0.1:$AIFACTORY_CLUSTER_PORT --user alice \
  >   --identity $AIFACTORY_CLUSTER_KEYS/alice --known-hosts $AIFACTORY_CLUSTER_KEYS/known_hosts \
  >   --account ehpc01 --partition acc --qos acc_ehpc --root /gpfs/scratch/ehpc01/alice/$$-metrics -q -o name
  project

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
  hello-XXXX

  $ aifactory job metrics
  ! note: hello-XXXX: curves: nothing in none.jsonl yet
  ! note: hello-XXXX: use of the nodes: the sampler wrote nothing (it is off, or the job did not start)
  ! note: no metrics yet

  $ sed -i "s|ROOT|$(aifactory job show --json folder | jq -r .folder | sed 's|/runs/.*||')|" aifactory.yaml

A job of two nodes: its own exit status stands, its curves are read, a damaged file is named.

  $ aifactory job submit train --wait -q -o name
  train-XXXX
  [3]

  $ aifactory job metrics -q --json name,count,last | jq -c '.items[] | select(.name == "loss")'
  {"name":"loss","count":6,"last":10}
  ! warning: train-XXXX: broken.tfevents.1: ends within a record: cut off, or still being written

  $ aifactory job metrics -o json 2>/dev/null | jq -c '[.items[] | select(.name == "gpu1_power_watts") | [.source, .last, .count >= 3]]'
  [["as01r1b01",850.17,true],["as01r1b02",850.17,true]]

  $ aifactory job metrics -o json 2>/dev/null | jq '.usage | length > 0'
  true

  $ aifactory job metrics -q -o csv --series loss 2>/dev/null | head -3
  run,name,source,step,time,value
  train-XXXX,loss,m.jsonl,1,,60
  train-XXXX,loss,m.jsonl,2,,30

  $ aifactory job metrics --open-metrics 2>/dev/null | grep -c '^aifactory_gpu_busy_ratio'
  6

  $ aifactory job metrics --open-metrics 2>/dev/null | tail -1
  # EOF

  $ aifactory job metrics --svg curves.svg -q --series loss 2>/dev/null; head -c 4 curves.svg; echo
  <svg

  $ aifactory job metrics --series los
  ! error: there is no curve 'los' (did you mean 'loss'?)
  !   there are: cpu_count, gpu0_busy_percent, gpu0_memory_bytes, gpu0_memory_total_bytes, gpu0_power_watts, gpu0_temperature_celsius, gpu1_busy_percent, gpu1_memory_bytes, gpu1_memory_total_bytes, gpu1_power_watts, gpu1_temperature_celsius, gpu2_busy_percent, gpu2_memory_bytes, gpu2_memory_total_bytes, gpu2_power_watts, gpu2_temperature_celsius, gpu3_memory_bytes, gpu3_memory_total_bytes, gpu3_temperature_celsius, loss, node_cpu_cores, node_disk_read_bytes_per_second, node_disk_write_bytes_per_second, node_memory_bytes, node_memory_total_bytes, node_network_receive_bytes_per_second, node_network_send_bytes_per_second
  [66]

  $ aifactory job metrics --follow --series loss -q 2>/dev/null | tail -2
  train-XXXX	loss	5	12
  train-XXXX	loss	6	10

  $ aifactory job report --json | jq -c '[.state, .gpus, .gpus_idle, .energy_source, .co2e_kilograms > 0]'
  ["FAILED",2,2,"power of the GPUs alone, as they report it",true]

  $ aifactory job report --html - | grep -c -i '<script\|src=\|href='
  0
  [1]

  $ aifactory job report --project --json | jq -c '[.items[] | [.job, .runs, .outcomes]]'
  [["hello",1,{"COMPLETED":1}],["train",1,{"FAILED":1}]]
