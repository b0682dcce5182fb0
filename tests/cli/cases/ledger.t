A ledger that is not as it should be: said, and nothing made worse.

  $ printf 'project: demo\nsite: local\njobs:\n  train: {command: echo hello}\n' > aifactory.yaml; aifactory job submit --wait -q -o name
  train-XXXX
  $ ledger=$HOME/.local/state/aifactory/runs.sqlite; cp $ledger good; ls -l $ledger | cut -c1-10
  -rw-------

One that a newer program wrote:

  $ ledger=$HOME/.local/state/aifactory/runs.sqlite; sqlite3 $ledger 'PRAGMA user_version = 99'; aifactory job list
  ! error: the state file was written by a newer aifactory
  !   it has version 99, known is 2
  ! hint: update aifactory on this machine
  [78]
  $ ledger=$HOME/.local/state/aifactory/runs.sqlite; aifactory job submit; sqlite3 $ledger 'SELECT count(*) FROM runs; PRAGMA user_version = 1; DROP TABLE surveys'; aifactory job list -q | cut -f1,4
  1
  train-XXXX	COMPLETED
  ! error: the state file was written by a newer aifactory
  !   it has version 99, known is 2
  ! hint: update aifactory on this machine

One that is damaged, or is no ledger at all:

  $ ledger=$HOME/.local/state/aifactory/runs.sqlite; rm -f $ledger*; head -c 6000 good > $ledger; aifactory job list 2>&1 | sed 's/image is.*/.../'
  error: cannot use the state file 'WORK/home/.local/state/aifactory/runs.sqlite'
    database disk ...
  hint: it is damaged: move it away, and a new one is made; runs are found again on the site
  $ ledger=$HOME/.local/state/aifactory/runs.sqlite; echo 'not a database, but a text of a few words' > $ledger; aifactory job list; cat $ledger
  not a database, but a text of a few words
  ! error: cannot use the state file 'WORK/home/.local/state/aifactory/runs.sqlite'
  !   file is not a database
  ! hint: it is damaged: move it away, and a new one is made; runs are found again on the site
  $ ledger=$HOME/.local/state/aifactory/runs.sqlite; rm $ledger; mkdir $ledger; aifactory job list; rmdir $ledger; aifactory job list | cut -f1,2,4
  train-XXXX	local	COMPLETED
  ! error: cannot open 'WORK/home/.local/state/aifactory/runs.sqlite'
  !   Is a directory
  ! note: 1 run found again on local

A full disk, as a limit on the size of files; a state folder that is a file:

  $ ledger=$HOME/.local/state/aifactory/runs.sqlite; cp good $ledger; (trap '' XFSZ; ulimit -f 4; aifactory job submit)
  ! error: cannot use the state file 'WORK/home/.local/state/aifactory/runs.sqlite'
  !   disk I/O error
  [74]
  $ aifactory job list -q | cut -f1,4
  train-XXXX	COMPLETED
  $ echo x > state; XDG_STATE_HOME=$PWD/state aifactory job list
  ! error: cannot create 'PROJECT/state/aifactory'
  !   Not a directory
  ! hint: make room for it there, or choose another place with XDG_STATE_HOME, XDG_CACHE_HOME, XDG_RUNTIME_DIR
  [73]

Two at once:

  $ for i in 1 2 3 4; do aifactory job submit -q -o name & done | sort -u | wc -l; wait; aifactory job list -o name | wc -l
  4
  5
