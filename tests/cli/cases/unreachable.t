A laptop without a network: each try fails at once, and none counts as a login that a site might block it for.

  $ cat > aifactory.yaml <<END
  > site: lab
  > sites: {lab: {extends: slurm, user: ada, hosts: {login: [{name: 127.0.0.1, port: 1}]}}}
  > END
  $ for i in 1 2 3 4 5 6 7 8; do aifactory connection open 2>&1; done | sort | uniq -c | sed 's/^ *//'
  8   [127.0.0.1]:1: Connection refused
  8 error: cannot reach lab
  8 hint: check the network (some sites need their VPN) and the site's status page, then try again
