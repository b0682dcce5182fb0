Bad input gets one clear message, the next step, and its documented exit status.

No project:

  $ aifactory job submit

  $ aifactory dataset upload --json | jq -c .error.kind

An unknown command, option, format, field:

  $ aifactory jbo

  $ aifactory job sumbit

  $ aifactory job list --unfinishd

  $ aifactory job list -o xml

  $ aifactory job list --json run,sate

  $ aifactory job wait --timeout soon

  $ aifactory job

A YAML syntax error, an unknown key, a wrong type:

  $ printf 'project: demo\nsite: [local\n' > aifactory.yaml; aifactory config check

  $ printf 'project: demo\nsite: local\njobs:\n  train:\n    comand: true\n' > aifactory.yaml; aifactory config check

  $ printf 'project: demo\nsite: local\njobs:\n  train: {command: "true", gpus: many}\n' > aifactory.yaml; aifactory config check

  $ aifactory config check --json | jq -r '.error | .kind, .where, .exit_status'

An unknown site, job, run, dataset; a dataset that is not there:

  $ printf 'project: demo\nsite: mn6\njobs:\n  train: {command: "true", datasets: [corpus]}\ndatasets:\n  corpus: {path: data}\n' > aifactory.yaml

  $ aifactory config check

  $ aifactory job submit trian --site local

  $ aifactory job show nothing-1234 --site local

  $ aifactory dataset upload corpsu --site local

  $ aifactory dataset upload --site local

  $ aifactory job submit --site local

Nothing is asked without a terminal:

  $ aifactory dataset remove corpus --site local

A file that is there already is not overwritten:

  $ aifactory init
