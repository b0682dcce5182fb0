Results on stdout, all else on stderr; JSON is JSON, also when there is nothing; a closed pipe is not an error.

  $ printf 'project: demo\nsite: local\n' > aifactory.yaml

  $ aifactory job list

  $ aifactory job list --json

  $ aifactory job list -o jsonl

  $ aifactory job list -o yaml

  $ aifactory dataset list --json 2>/dev/null | jq -e .

  $ aifactory connection status --json

  $ aifactory site list | head -1

  $ aifactory site list --json | jq -r '.items[0] | keys_unsorted | .[0:3] | @csv'

  $ aifactory site list --json=site,name | jq -c '.items[] | select(.site == "local")'

  $ aifactory config schema | jq -r .type

  $ aifactory version

  $ aifactory version --json | jq -r 'keys_unsorted | @csv'

  $ (set -o pipefail; yes '' | head -c0; aifactory site list -o yaml | head -1; echo "${PIPESTATUS[@]}")
