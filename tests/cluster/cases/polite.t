What sites ask for: not too many questions to Slurm. All commands of a user share one allowance a site.

  $ cat > aifactory.yaml <<END
  > project: demo
  > site: lab
  > sites:
  >   lab:
  >     extends: slurm
  >     hosts: {login: [{name: 127.0.0.1, port: $AIFACTORY_CLUSTER_PORT}]}
  >     user: alice
  >     identity: $AIFACTORY_CLUSTER_KEYS/alice
  >     known_hosts: $AIFACTORY_CLUSTER_KEYS/known_hosts
  >     account: ehpc01
  >     root: /gpfs/scratch/ehpc01/alice/polite
  > jobs:
  >   train: {command: "true", time: 10m}
  > END

What asks Slurm counts once; what does not, does not.

  $ aifactory connection open -q >/dev/null; ls -A "$HOME/.local/state/aifactory/calls" 2>/dev/null || true
  $ aifactory account status -q >/dev/null && cd "$HOME/.local/state/aifactory/calls" && awk '{ print int($1) }' *
  59

Used up: the next one waits for its turn, says so, and is answered.

  $ file=$(echo "$HOME"/.local/state/aifactory/calls/*); printf '%13.6f %15d\n' -1 "$(date +%s%3N)" >"$file"
  > aifactory account status --json=user 2>&1 | sed 's/waiting [1-6] s/waiting N s/'
  Slurm at lab was asked very often lately; waiting N s for the next turn, which all your commands take together.
  {
    "user": "alice"
  }

Ctrl-C ends the wait, and what was not asked does not count.

  $ file=$(echo "$HOME"/.local/state/aifactory/calls/*); printf '%13.6f %15d\n' -500 "$(date +%s%3N)" >"$file"
  > timeout --preserve-status -s INT 4 aifactory account status 2>&1 | sed 's/waiting [0-9]* s/waiting N s/'
  > awk '{ print int($1) }' "$file"
  Slurm at lab was asked very often lately; waiting N s for the next turn, which all your commands take together.
  error: interrupted
  -499
