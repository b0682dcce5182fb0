Numbers of jobs on this machine: event files as PyTorch and tensorboardX write them, beside damaged ones; what goes to a
real Pushgateway; what is not known.

  $ cp -r $SOURCE/tests/data/tensorboard/torch tb && head -c 1000 tb/events* >tb/cut.tfevents.1 && head -c 700 /dev/zero >tb/zeros.tfevents.2

  $ cat >aifactory.yaml <<'END'
  > project: numbers
  > site: local
  > jobs:
  >   train:
  >     code: .
  >     sampler: 1s
  >     metrics: [tb, m.jsonl, missing.csv]
  >     command: |
  >       for i in 1 2 3; do echo "{\"step\": $i, \"loss\": $((60 / i)), \"<script>\": NaN}" >>m.jsonl; sleep 1; done
  > END

  $ aifactory job submit train --wait -q -o name
  train-XXXX

  $ aifactory job metrics -q -o jsonl --json=name,source,count,last --series 'train/*,hparam*,loss,<*'
  {"name":"<script>","source":"m.jsonl","count":3,"last":null}
  {"name":"hparam/accuracy","source":"tb/others/trial/events.out.tfevents.1795273066.vm.15596.5","count":1,"last":0.875}
  {"name":"loss","source":"m.jsonl","count":3,"last":20.0}
  {"name":"train/loss","source":"tb/cut.tfevents.1","count":19,"last":-0.5404609441757202}
  {"name":"train/loss","source":"tb/events.out.tfevents.1795273066.vm.15596.0","count":20,"last":0.3498772084712982}
  {"name":"train/loss","source":"tb/tensors/events.out.tfevents.1795273066.vm.15596.1.v2","count":20,"last":0.3498772084712982}
  ! warning: train-XXXX: tb/cut.tfevents.1: ends within a record: cut off, or still being written
  ! warning: train-XXXX: tb/zeros.tfevents.2: is damaged, or not an event file: what follows the first damage is not read

  $ aifactory job metrics -q --json=count,min,max --series 'numbers*' -o jsonl 2>/dev/null | sort -u
  {"count":8,"min":-0.0,"max":3.3999999521443642e+38}

  $ aifactory job metrics -q -o csv --series 'numbers*' 2>/dev/null | grep 'tb/events'
  train-XXXX,"numbers, hard ones",tb/events.out.tfevents.1795273066.vm.15596.0,0,1700000000.25,NaN
  train-XXXX,"numbers, hard ones",tb/events.out.tfevents.1795273066.vm.15596.0,1099511627776,1700000001.25,Infinity
  train-XXXX,"numbers, hard ones",tb/events.out.tfevents.1795273066.vm.15596.0,2199023255552,1700000002.25,-Infinity
  train-XXXX,"numbers, hard ones",tb/events.out.tfevents.1795273066.vm.15596.0,3298534883328,1700000003.25,-0
  train-XXXX,"numbers, hard ones",tb/events.out.tfevents.1795273066.vm.15596.0,4398046511104,1700000004.25,1.0005271035279194e-42
  train-XXXX,"numbers, hard ones",tb/events.out.tfevents.1795273066.vm.15596.0,5497558138880,1700000005.25,3.3999999521443642e+38
  train-XXXX,"numbers, hard ones",tb/events.out.tfevents.1795273066.vm.15596.0,6597069766656,1700000006.25,0.3333333432674408
  train-XXXX,"numbers, hard ones",tb/events.out.tfevents.1795273066.vm.15596.0,7696581394432,1700000007.25,7

The sampler measured this machine meanwhile.

  $ aifactory job metrics -q -o json 2>/dev/null | jq -c '[.items[] | select(.source | startswith("tb/") or . == "m.jsonl" | not)] | map(.name) | map(select(startswith("cpu") or startswith("node_cpu") or . == "node_memory_bytes"))'
  ["cpu_count","node_cpu_cores","node_memory_bytes"]

A Pushgateway receives them.

  $ port=$((30000 + RANDOM % 2000)); echo $port >port; prometheus-pushgateway --persistence.file= --web.listen-address=127.0.0.1:$port >gateway.log 2>&1 & echo $! >gateway.pid; for i in $(seq 100); do curl -sf http://127.0.0.1:$(cat port)/-/ready >/dev/null && break; sleep 0.1; done

  $ aifactory job metrics -q --push-gateway http://127.0.0.1:$(cat port)/ 2>/dev/null; aifactory job metrics -q --push-gateway http://127.0.0.1:$(cat port) 2>/dev/null; curl -s http://127.0.0.1:$(cat port)/metrics | grep -E '^aifactory_(training_value.*name="loss"|run_state|cpu_count)' | sed -E 's/node="[^"]*"/node="…"/; s/(cpu_count.*) .*/\1 …/'
  aifactory_cpu_count{instance="",job="aifactory",job_name="train",node="…",run="train-XXXX",site="local"} …
  aifactory_run_state{instance="",job="aifactory",job_name="train",run="train-XXXX",site="local",state="COMPLETED"} 1
  aifactory_training_value{instance="",job="aifactory",job_name="train",name="loss",run="train-XXXX",site="local",source="m.jsonl"} 20

  $ curl -s http://127.0.0.1:$(cat port)/api/v1/metrics | jq -c '.data | map(.labels) '
  [{"job":"aifactory","run":"train-XXXX"}]

  $ kill $(cat gateway.pid); aifactory job metrics --push-gateway http://127.0.0.1:$(cat port) 2>&1 | grep -v -e ': tb/' -e 'Failed to connect' | sed 's/:3[0-9]*/:PORT/'
  note: train-XXXX: curves: nothing in missing.csv yet
  error: cannot PUT http://127.0.0.1:PORT/metrics/job/aifactory/run/train-XXXX
  hint: check the address, your network and your proxy (https_proxy)

Reports: text is text, in Markdown too; what is asked for and makes no sense is told.

  $ aifactory job report --markdown - 2>/dev/null | grep -e '^# ' -e '| state' -e '| missing' -e '| memory peak' -e '| cpu cores used' | sed -E 's/train-..../train-XXXX/; s/(used|peak) \| [0-9.]+( .iB)?/\1 | …/'
  # Run train-XXXX
  | state | COMPLETED |
  | cpu cores used | … |
  | memory peak | … |
  | missing | curves: nothing in missing.csv yet |
  | missing | energy: neither Slurm nor the GPUs count it here |
  | missing | tb/cut.tfevents.1: ends within a record: cut off, or still being written |
  | missing | tb/zeros.tfevents.2: is damaged, or not an event file: what follows the first damage is not read |

  $ aifactory job logs --tail -3
  ! error: --tail takes how many lines, not -3
  ! hint: try --tail 3
  [64]

  $ for since in 2020-01-01 '2020-01-01 21:00' 2020-01-01T21:00:10Z 99d 21:00 yesterday; do aifactory job logs --errors --since "$since" && echo good; done
  good
  good
  good
  good
  ! error: --since: '21:00' is neither a duration nor a time
  ! hint: write it as 10m, 2h, 2026-11-20, or 2026-11-20T15:16 (UTC)
  ! error: --since: 'yesterday' is neither a duration nor a time
  ! hint: write it as 10m, 2h, 2026-11-20, or 2026-11-20T15:16 (UTC)
  [64]

  $ aifactory job metrics -q --series loss --svg - 2>/dev/null | head -c 4; echo; aifactory job metrics -f --svg - --mlflow http://x; ls ./- 2>/dev/null
  <svg
  ! error: --svg does not go with --follow
  ! hint: leave --follow out, or call it again once the runs have ended
  [2]

  $ aifactory job metrics -q --series loss --open-metrics 2>/dev/null | grep -v '^#' | sed -E 's/^aifactory_(run|slurm)_.*/\1/; s/\{.*name="([^"]*)".*/ \1/' | sort -u | grep -v -e run -e slurm
  aifactory_training_step loss
  aifactory_training_value loss

  $ aifactory job metrics --series loss --x time --plot -q 2>/dev/null
  loss  its points carry no times; it can be drawn over --x step

A report has the forms that all results have.

  $ aifactory job report --json=state,gpus -o jsonl; aifactory job report -o yaml | grep state; aifactory job report --project -o csv | sed -E 's/^20..-..,/MONTH,/; s/,0\.[0-9]+,/,HOURS,/'
  {"state":"COMPLETED","gpus":0}
  state: COMPLETED
  month,job,runs,outcomes,hours,core_hours,gpu_hours,energy_joules,energy_of_gpus_only,co2e_kilograms
  MONTH,train,1,"{""COMPLETED"":1}",HOURS,,0,,false,

Followed on a terminal it is drawn over, in the size that the terminal has then; one that cannot be drawn over gets lines.

  $ TERM=dumb script -qec 'aifactory job metrics -q --follow --series loss' /dev/null </dev/null 2>&1 | tr -d '\r' | cat -v
  train-XXXX	loss	1	60
  train-XXXX	loss	2	30
  train-XXXX	loss	3	20

  $ cat >>aifactory.yaml <<'END'
  >   slow: {sampler: 1s, metrics: [m.jsonl], command: 'echo "{\"loss\": 1}" >m.jsonl; sleep 9'}
  > END

  $ aifactory job submit slow -q -o name | sed 's/-.*//'; TERM=xterm script -qec 'stty cols 70 rows 40; (sleep 4; stty cols 40 </dev/tty) & aifactory job metrics --follow' /dev/null </dev/null >drawn 2>&1; grep -c '\[2J' drawn; grep '└' drawn | tail -1 | grep -o '─' | wc -l; grep -c 'cores [0-9.]* of [0-9]*' drawn | sed 's/[1-9].*/some/'
  slow
  1
  34
  some
