Datasets as a user has them: from a folder, standard input, https, packed; looked at before, proved after; results come home.

  $ lab() { cat > aifactory.yaml <<END
  > project: demo
  > site: lab
  > sites:
  >   lab:
  >     extends: slurm
  >     hosts: {login: [{name: 127.0.0.1, port: $AIFACTORY_CLUSTER_PORT}]}
  >     user: $1
  >     identity: $AIFACTORY_CLUSTER_KEYS/$1
  >     known_hosts: $AIFACTORY_CLUSTER_KEYS/known_hosts
  >     account: ehpc01
  >     root: /gpfs/scratch/ehpc01/dataset-case-$1
  >     commands: {quota: {run: "echo /gpfs/scratch/ehpc01 ${used:-1G}/50G ${files:-1}/100", parser: pairs}}
  > datasets:
  >   corpus: {path: data, licence: CC-BY-4.0, source: "https://example.org", description: "Numbers"}
  >   patients: {path: data, personal_data: special}
  > jobs:
  >   train: {command: "mkdir ckpt; seq 5 > ckpt/model; ln -s /etc/passwd bad", time: 5m}
  >   closed: {command: "mkdir -p ckpt/no; seq 5 | tee ckpt/model ckpt/no/in > secret; chmod 0 ckpt/no secret", time: 5m}
  > END
  > aifactory config allow -q > allowed; }; declare -f lab > lab.sh; mkdir -p data/sub; seq 1000 > data/numbers; echo hi > data/sub/b; chmod 777 data/numbers

What is free is looked at before, bytes and files; a dry run tells it:

  $ . ./lab.sh; lab erin; aifactory dataset upload corpus --dry-run --json files_sent,bytes_sent,fits,free_files | jq -c .
  {"files_sent":2,"bytes_sent":3896,"fits":true,"free_files":99}

  $ . ./lab.sh; files=99 lab erin; aifactory dataset upload corpus
  ! error: dataset corpus does not fit on lab; nothing was sent
  !   room for 3 files is needed, and there is room for 1 (quota of /gpfs/scratch/ehpc01)
  ! hint: pack its files into a few archives:  aifactory dataset upload corpus --pack tar; --no-preflight does not look
  [73]

  $ . ./lab.sh; used=50G files=99 lab erin; aifactory dataset upload corpus
  ! error: dataset corpus does not fit on lab; nothing was sent
  !   3.8 KiB are needed, and 0 B are free (quota of /gpfs/scratch/ehpc01)
  ! hint: make room there (aifactory dataset remove NAME), or set another 'root' for the site; --no-preflight does not look
  [73]

A user of tcsh, and one whose shell prints noise: for the group of the project, never for everybody.

  $ . ./lab.sh; for user in erin noah; do lab $user; aifactory dataset upload corpus -q --json files_sent,proved | jq -c .; (cd $AIFACTORY_CLUSTER_ROOT/gpfs/scratch/ehpc01/dataset-case-$user/datasets && stat -c '%A %g %n' corpus corpus/sub corpus/numbers corpus.card.json corpus.manifest); done
  {"files_sent":2,"proved":true}
  drwxr-s--- 5001 corpus
  drwxr-s--- 5001 corpus/sub
  -rwxr-x--- 5001 corpus/numbers
  -rw-r----- 5001 corpus.card.json
  -rw-r----- 5001 corpus.manifest
  {"files_sent":2,"proved":true}
  drwxr-s--- 5001 corpus
  drwxr-s--- 5001 corpus/sub
  -rwxr-x--- 5001 corpus/numbers
  -rw-r----- 5001 corpus.card.json
  -rw-r----- 5001 corpus.manifest

Personal data need an agreement:

  $ . ./lab.sh; lab erin; aifactory dataset upload patients
  ! error: dataset patients holds personal data (special) and names no agreement
  !   personal data may be brought to a site only on a legal basis or under an agreement, and the card beside the data must name it
  ! hint: add 'agreement: …' to datasets.patients in aifactory.yaml, or set personal_data: none if there is none in it
  [77]

From standard input and from https, whose server must prove itself:

  $ seq 100000 | aifactory dataset upload stream - --as numbers -q --json files,bytes,proved | jq -c .
  {"files":1,"bytes":588895,"proved":true}

  $ : | aifactory dataset upload nothing - -q
  ! error: nothing came: the data are empty
  ! hint: check the command that makes them
  [65]

  $ mkdir served; seq 200000 > served/web.txt; openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null; (cd served; exec openssl s_server -accept localhost:0 -cert ../cert.pem -key ../key.pem -WWW >../server.log 2>&1) & echo $! > server; until grep -q ACCEPT server.log 2>/dev/null; do sleep 0.1; done; sed -n 's/^ACCEPT.*:/https:\/\/localhost:/p' server.log | head -1 > address

  $ aifactory dataset upload web --from $(cat address)/web.txt -q 2>&1 | grep -c 'SSL certificate problem'
  1

  $ export CURL_CA_BUNDLE=$PWD/cert.pem; for again in 1 2; do aifactory dataset upload web --from $(cat address)/web.txt --sha256 $(sha256sum < served/web.txt | cut -c1-64) -q --json files_sent,bytes | jq -c .; done; kill $(cat server)
  {"files_sent":1,"bytes":1288895}
  {"files_sent":0,"bytes":1288895}

Packed into archives; an unchanged one is not sent again:

  $ for again in 1 2; do aifactory dataset upload packed --from data --pack tar -q --json files,files_sent | jq -c .; done
  {"files":2,"files_sent":2}
  {"files":2,"files_sent":0}

  $ aifactory dataset download packed --to home -q --json proved | jq -c .; mkdir out; tar -xf home/shard-*.tar -C out; diff -r data out && echo same
  {"proved":true}
  same

Listed, proved on both sides, each difference by name; a broken upload is no dataset yet:

  $ mkdir $AIFACTORY_CLUSTER_ROOT/gpfs/scratch/ehpc01/dataset-case-erin/datasets/half; aifactory dataset list --json name,state,files,licence | jq -c '.items[]'
  {"name":"corpus","state":"whole","files":2,"licence":"CC-BY-4.0"}
  {"name":"half","state":"unfinished","files":null,"licence":null}
  {"name":"packed","state":"whole","files":2,"licence":null}
  {"name":"stream","state":"whole","files":1,"licence":null}
  {"name":"web","state":"whole","files":1,"licence":null}

  $ cd $AIFACTORY_CLUSTER_ROOT/gpfs/scratch/ehpc01/dataset-case-erin/datasets/corpus; rm sub/b; echo 1 >> numbers; echo more > extra; cd - >/dev/null; aifactory dataset verify corpus -q
  extra	extra
  changed	numbers
  missing	sub/b
  [65]

  $ aifactory dataset verify corpus --copy data
  ! note: data is whole: every file has the SHA-256 of its manifest

  $ aifactory dataset verify half
  ! error: the upload of dataset half to lab was never finished
  ! hint: finish it: aifactory dataset upload half
  [66]

Where a connection has two sessions, what compares, what follows and what asks for hashes do not wait for each other:

  $ . ./lab.sh; AIFACTORY_CLUSTER_PORT=$AIFACTORY_CLUSTER_PORT_MAXSESSIONS2 lab erin; mkdir two; echo 1 > two/touched; echo 2 > two/changed; timeout 100 aifactory dataset upload two --from two -q --json files_sent | jq -c .; touch two/touched; echo 33 > two/changed; echo 4 > "two/of
  > two lines"; timeout 100 aifactory dataset upload two --from two -q --json files_sent,proved | jq -c .; aifactory connection close -q; lab erin
  {"files_sent":2}
  {"files_sent":2,"proved":true}

Folders that are read-only can be changed, stay read-only, and can be removed:

  $ mkdir -p locked/ro; echo 1 > locked/ro/a; ro() { chmod 755 locked/ro; eval "$1"; chmod 555 locked/ro; aifactory dataset upload locked --from locked --delete --yes -q --json files_sent,files_removed,proved | jq -c .; }; ro true; ro 'echo 22 > locked/ro/a; echo 3 > locked/ro/b'; ro 'rm locked/ro/a'
  {"files_sent":1,"files_removed":0,"proved":true}
  {"files_sent":2,"files_removed":0,"proved":true}
  {"files_sent":0,"files_removed":1,"proved":true}

  $ (cd $AIFACTORY_CLUSTER_ROOT/gpfs/scratch/ehpc01/dataset-case-erin/datasets/locked && stat -c '%A %n' ro ro/*); aifactory dataset remove locked --yes -q -o name; aifactory dataset list -o name | grep locked
  dr-xr-s--- ro
  -rw-r----- ro/b
  locked
  [1]

Results come home, without what leads out of them; what is one's own is not replaced:

  $ aifactory job submit train --wait -q --json state | jq -c .; aifactory job fetch -q --to results --json files,proved,skipped 2>/dev/null | jq -c .; cat results/ckpt/model | tr '\n' ' '; ls results
  {"state":"COMPLETED"}
  {"files":3,"proved":true,"skipped":["bad"]}
  1 2 3 4 5 ckpt
  stderr.log
  stdout.log

  $ echo mine > results/ckpt/model; aifactory job fetch 'ckpt/' --to results -q
  ! error: a file in results is not what the run has: ckpt/model
  ! hint: add --overwrite to replace, or --to FOLDER to fetch elsewhere
  [73]

  $ aifactory job fetch '*.nothing' -q 2>&1 | sed 's/train-[0-9a-z]*/RUN/g'; aifactory job fetch 'ckpt/' --to results --overwrite -q --json files_fetched | jq -c .
  error: nothing in the work folder of run RUN fits *.nothing
  hint: see what is there: aifactory job fetch RUN --dry-run
  {"files_fetched":1}

What may not be read there is named, and holds up nothing else:

  $ aifactory job submit closed --wait -q --json state | jq -c .; aifactory job fetch --to rest -q --json skipped 2>err | jq -c .; echo ${PIPESTATUS[0]}; cut -d. -f1 err; (cd rest && ls -d * ckpt/*)
  {"state":"COMPLETED"}
  {"skipped":["ckpt/no","secret"]}
  77
  warning: ckpt/no and 1 more left out: it may not be read on lab
  ckpt
  ckpt/model
  stderr.log
  stdout.log

  $ aifactory connection close -q; rm -rf $AIFACTORY_CLUSTER_ROOT/gpfs/scratch/ehpc01/dataset-case-*
