What an upload leaves lying is said, and what an option cannot do is refused.

  $ printf 'project: demo\nsite: local\ndatasets: {one: {path: data}, packed: {path: data, pack: tar}}\n' > aifactory.yaml; mkdir data; echo a > data/a

  $ echo 1 | aifactory dataset upload one - --as old.txt -q --json files_sent | jq -c .
  {"files_sent":1}

  $ echo 2 | aifactory dataset upload one - --as new.txt --json files_sent | jq -c .
  {"files_sent":1}
  ! note: still there from an earlier upload, and no part of one any more: old.txt; to be rid of it, 'aifactory dataset remove one' and upload again
  ! next: aifactory job submit   # to use it in a job

  $ aifactory dataset verify one
  extra	old.txt
  ! next: aifactory dataset upload --delete one   # to remove what is extra
  [65]

  $ echo 2 | aifactory dataset upload one - --as new.txt --delete --yes
  ! error: --delete compares folders, and one is one file that is streamed
  ! hint: leave out --delete; to be rid of what lies there:  aifactory dataset remove one
  [64]

  $ aifactory dataset upload packed --delete --yes
  ! error: --delete is not for packed, which is packed
  ! hint: leave out --delete: archives of an earlier state are removed anyway
  [64]

  $ aifactory dataset upload one --pack tar --delete --dry-run
  ! error: --delete is not for one, which is packed
  ! hint: leave out --delete: archives of an earlier state are removed anyway
  [64]

  $ aifactory dataset upload one --delete --yes -q --json files_sent,files_removed | jq -c .; aifactory dataset verify one -q
  {"files_sent":1,"files_removed":2}
