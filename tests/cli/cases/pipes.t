Results on stdout, all else on stderr; JSON is JSON, also when there is nothing; a closed pipe is not an error.

  $ printf 'project: demo\nsite: local\n' > aifactory.yaml

  $ aifactory job list
  ! note: no runs yet; 'aifactory job submit' starts one

  $ aifactory job list --json
  {
    "items": []
  }

  $ aifactory job list -o jsonl

  $ aifactory job list -o yaml
  items: []

  $ aifactory dataset list --json 2>/dev/null | jq -e .
  {
    "items": []
  }

  $ aifactory connection status --json
  {
    "items": []
  }

  $ aifactory site list | head -1
  arrhenius	Arrhenius	NAISS	SE	2026-11-20

  $ aifactory site list --json | jq -r '.items[0] | keys_unsorted | .[0:3] | @csv'
  "site","name","centre"

  $ aifactory site list --json=site,name | jq -c '.items[] | select(.site == "local")'
  {"site":"local","name":"This machine"}

  $ aifactory config schema | jq -r .type
  object

  $ aifactory version
  aifactory 0.1.0

  $ aifactory version --json | jq -r 'keys_unsorted | @csv'
  "version","commit","project_schema","output_schema"

  $ (set -o pipefail; yes '' | head -c0; aifactory site list -o yaml | head -1; echo "${PIPESTATUS[@]}")
  items:
  0 0

A command that is none, several results, nothing to close: still one JSON value each.

  $ aifactory job --json | jq -r .error.kind
  usage
  ! error: 'aifactory job COMMAND' is no command by itself
  ! hint: name one of its commands; --help lists them

  $ mkdir one two; echo 1 > one/a; echo 2 > two/b; printf 'project: demo\nsite: local\ndatasets: {one: {path: one}, two: {path: two}}\n' > aifactory.yaml

  $ aifactory dataset upload -q --json=dataset,files_sent | jq -c .items
  [{"dataset":"one","files_sent":1},{"dataset":"two","files_sent":1}]

  $ aifactory connection close --json | jq -c .
  {"closed":0}
  ! note: there was no open connection

A stream that is closed is not one of the files that are opened since:

  $ timeout 60 aifactory dataset upload one - -q <&-
  ! error: cannot read what is to be sent
  !   Bad file descriptor
  !   what has arrived is kept on the site
  ! hint: run the same command again: it goes on where it stopped
  [74]

  $ aifactory version >&-
  ! error: cannot write the results to standard output
  !   Bad file descriptor
  [74]
