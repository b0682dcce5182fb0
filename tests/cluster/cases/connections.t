A transfer spread over several logins, where the further ones ask nobody; sshd counts them.

  $ lab() { cat > aifactory.yaml <<END
  > project: demo
  > site: lab-$1
  > sites:
  >   lab-$1:
  >     extends: slurm
  >     hosts: {login: [{name: 127.0.0.1, port: $AIFACTORY_CLUSTER_PORT}]}
  >     user: $1
  >     identity: $AIFACTORY_CLUSTER_KEYS/$1
  >     known_hosts: $AIFACTORY_CLUSTER_KEYS/known_hosts
  >     root: "{home}/connections-case"
  >     $2
  > datasets:
  >   corpus: {path: data}
  > END
  > }; declare -f lab > lab.sh; mkdir data; head -c 6M /dev/urandom > data/bytes
  > logins() { grep -c "Accepted .* for $1 " $AIFACTORY_CLUSTER_SSHD_LOG; }; declare -f logins >> lab.sh

  $ . ./lab.sh; lab bob; before=$(logins bob); aifactory dataset upload corpus --connections 3 -q --json proved | jq -c .; echo $(($(logins bob) - before)) logins
  {"proved":true}
  3 logins

  $ . ./lab.sh; before=$(logins bob); aifactory dataset download corpus --to back --connections 2 -q --json proved | jq -c .; echo $(($(logins bob) - before)) login more; cmp data/bytes back/bytes; aifactory dataset remove corpus --yes -q >remove.out; aifactory connection close -q
  {"proved":true}
  1 login more

Where each login asks for a code, there is one login, and one code is spent:

  $ $SOURCE/tests/cluster/totp $AIFACTORY_CLUSTER_SUITE --reset; printf 'echo asked >> %s/codes; exec %s/tests/cluster/totp %s\n' "$PWD" "$SOURCE" "$AIFACTORY_CLUSTER_SUITE" > code

  $ . ./lab.sh; lab dave "otp: {command: sh $PWD/code}"; aifactory config allow -q >allowed; before=$(logins dave); aifactory dataset upload corpus --connections 3 --json proved 2> said | jq -c .; echo $(($(logins dave) - before)) login; wc -l < codes; grep warning said
  {"proved":true}
  1 login
  1
  warning: there is no further connection: '(dave@127.0.0.1:PORT) Verification code:' was asked for, and a further login asks nobody

  $ . ./lab.sh; aifactory dataset remove corpus --yes -q >remove.out; aifactory connection close -q; aifactory dataset upload --connections 7
  ! error: --connections is a number from 1 to 6, not 7
  ! hint: each one is a login at the site; one is enough to fill most networks
  [64]
