Help at every level, an example first; a bare noun shows its commands and is a usage error.

  $ aifactory --help

  $ aifactory job submit --help

  $ aifactory job -h | head -3

  $ aifactory dataset > /dev/null

Completion asks the program, from the tree, the project and the ledger.

  $ aifactory __complete jo

  $ aifactory __complete job sub

  $ aifactory __complete job list --unf

  $ aifactory __complete -o ''

  $ printf 'project: demo\njobs: {train: {command: "true"}, test: {command: "false"}}\n' > aifactory.yaml; aifactory __complete job submit t

  $ aifactory completion bash | bash -n && echo good

  $ aifactory completion tcsh
