A key and then a one-time code: ten commands, an upload, its proof and its way home, a job and its results ask for one
code, and sshd sees one login.

  $ lab() { cat > aifactory.yaml <<END
  > project: demo
  > site: lab
  > sites:
  >   lab:
  >     extends: slurm
  >     hosts: {login: [{name: 127.0.0.1, port: $AIFACTORY_CLUSTER_PORT}]}
  >     user: $1
  >     identity: $AIFACTORY_CLUSTER_KEYS/$2
  >     known_hosts: $AIFACTORY_CLUSTER_KEYS/known_hosts
  >     $3
  > datasets:
  >   small: {path: data}
  > jobs:
  >   train: {command: "echo done > result", time: 5m}
  > END
  > }; declare -f lab > lab.sh; mkdir data; seq 1000 > data/numbers; $SOURCE/tests/cluster/totp $AIFACTORY_CLUSTER_SUITE --reset

  $ printf 'echo asked >> %s/codes; exec %s/tests/cluster/totp %s\n' "$PWD" "$SOURCE" "$AIFACTORY_CLUSTER_SUITE" > code; chmod +x code

  $ . ./lab.sh; lab dave dave "otp: {command: sh $PWD/code}"

A project file may have come from others: its programs are not run before the user has allowed them.

  $ aifactory connection open 2>&1 | sed "s/[0-9.]*:$AIFACTORY_CLUSTER_PORT/HOST/"; ls codes 2>/dev/null; rm -r ~/.local/state/aifactory/logins
  warning: the project file has a say in programs that are run for you, here or at the site; none is run before you look at it and allow them: aifactory config allow
  error: '(dave@HOST) Verification code:' was asked for, and nobody is there to answer
    standard input is not a terminal, or --no-input was given
  hint: run 'aifactory connection open' in a terminal first; later commands use that login
  $ aifactory doctor --offline --json | jq -c '.items[] | select(.check == "programs") | [.verdict, .next_step]'
  ["advice","look at it, then: aifactory config allow"]
  ! warning: the project file has a say in programs that are run for you, here or at the site; none is run before you look at it and allow them: aifactory config allow
  $ aifactory config allow --json | jq -c '.items[] | [.site, .use, .hosts]'
  ["lab","otp",["127.0.0.1"]]
  ! note: allowed for PROJECT/aifactory.yaml; once a program or a host changes, this is needed again
  $ aifactory doctor --offline --json | jq '.items[] | select(.check == "programs")'

  $ grep -c 'Accepted .* for dave' $AIFACTORY_CLUSTER_SSHD_LOG > before; true

  $ for i in 1 2 3 4 5 6 7 8 9 10; do aifactory account status -q --json user || exit; done | jq -r .user | uniq -c | tr -s ' '
   10 dave

  $ aifactory dataset upload -q --json proved | jq -c .
  {"proved":true}

  $ aifactory dataset verify small -q && aifactory dataset download small --to home -q --json files_sent,proved | jq -c .
  {"files_sent":1,"proved":true}

  $ aifactory job submit train --wait -q --json state | jq -c .; aifactory job fetch -q --to results --json proved | jq -c .; cat results/result
  {"state":"COMPLETED"}
  {"proved":true}
  done

  $ wc -l < codes; echo $(($(grep -c 'Accepted .* for dave' $AIFACTORY_CLUSTER_SSHD_LOG) - $(cat before))) login
  1
  1 login

  $ aifactory connection status --json | jq -c '.items[] | [.site, .open, .commands > 10]'
  ["lab",true,true]

  $ aifactory connection close
  ! note: closed 1 connection(s)

Nobody to ask and no program: status 77 at once, saying what was asked for.

  $ . ./lab.sh; lab dave dave ""; aifactory connection open 2>&1 | sed 's/[0-9.]*:PORT/HOST/'; echo "${PIPESTATUS[0]}"
  error: '(dave@127.0.0.1:PORT) Verification code:' was asked for, and nobody is there to answer
    standard input is not a terminal, or --no-input was given
  hint: run 'aifactory connection open' in a terminal first; later commands use that login
  77

An encrypted key whose passphrase a program knows; a noisy login shell; tcsh; a certificate, and one that has ended.

  $ . ./lab.sh; lab alice alice_enc 'identity_passphrase: {command: "echo open sesame"}'; aifactory config allow -q >/dev/null; aifactory account status --json user,logged_in | jq -c .; aifactory connection close -q
  {"user":"alice","logged_in":true}

  $ . ./lab.sh; lab noah noah ""; aifactory account status --json user,logged_in | jq -c .; aifactory dataset upload -q --json proved | jq -c .; aifactory connection close -q
  {"user":"noah","logged_in":true}
  {"proved":true}

  $ . ./lab.sh; lab erin erin ""; aifactory account status --json user,logged_in | jq -c .; aifactory dataset upload -q --json proved | jq -c .; aifactory connection close -q
  {"user":"erin","logged_in":true}
  {"proved":true}

  $ . ./lab.sh; lab alice alice_cert "certificate: $AIFACTORY_CLUSTER_KEYS/alice_cert-cert.pub"; aifactory account status --json user,logged_in | jq -c .; aifactory connection close -q
  {"user":"alice","logged_in":true}

  $ . ./lab.sh; lab alice alice_expired "certificate: $AIFACTORY_CLUSTER_KEYS/alice_expired-cert.pub"; aifactory account status --json logged_in,problem 2>/dev/null | jq -r '.logged_in, .problem' | sed 's/ended .*/ended …/'
  false
  the certificate ended …
