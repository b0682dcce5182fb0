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
