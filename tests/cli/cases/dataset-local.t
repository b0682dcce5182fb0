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

What --delete would remove is named before; with nobody there to say yes, nothing is changed:

  $ aifactory dataset upload one --delete
  ! error: this needs a confirmation, and nobody can be asked
  !   Remove the 2 things that are in WORK/home/.local/share/aifactory/local/datasets/one and not here any more: old.txt, new.txt?
  ! hint: add --yes
  [64]

  $ echo no | TERM=xterm script -qec 'aifactory dataset upload one --delete' /dev/null 2>&1 | cat -v | grep -o '\^M^\[\[KRemove the 2 things'
  ^M^[[KRemove the 2 things

  $ aifactory dataset upload one --delete --yes -q --json files_sent,files_removed | jq -c .; aifactory dataset verify one -q
  {"files_sent":1,"files_removed":2}

Options that choose files of a folder are no use with one file that is streamed:

  $ for option in '--exclude x' '--include x' '--links skip' '--pack tar' --checksum; do echo 2 | aifactory dataset upload one - $option; done
  ! error: --exclude chooses files of a folder, and one is one file
  ! hint: leave out --exclude
  ! error: --include chooses files of a folder, and one is one file
  ! hint: leave out --include
  ! error: --links chooses files of a folder, and one is one file
  ! hint: leave out --links
  ! error: --pack puts files of a folder together, and one is one file that is streamed
  ! hint: leave out --pack
  ! error: --checksum compares with what is there, and standard input is always read and sent
  ! hint: leave out --checksum: what arrives is proved by SHA-256 anyway
  [64]

  $ printf 'project: demo\nsite: local\ndatasets: {file: {path: data/a}}\n' > other.yaml; aifactory --config other.yaml dataset upload --exclude '*.tmp'
  ! error: --exclude chooses files of a folder, and file is one file
  ! hint: leave out --exclude
  [64]

A file with another name is not sent again:

  $ mkdir data/sub; mv data/a data/sub/renamed; aifactory dataset upload one --dry-run --json files_sent,files_renamed | jq -c .
  {"files_sent":0,"files_renamed":1}
  ! note: 1 file was on the site under another name, and would not be sent again

  $ aifactory dataset upload one --delete --yes -q --json files_sent,files_renamed,files_removed,proved | jq -c .; aifactory dataset verify one -q && ls -R $(aifactory dataset show one --json path | jq -r .path) | tail -n +2
  {"files_sent":0,"files_renamed":1,"files_removed":0,"proved":true}
  sub
  
  WORK/home/.local/share/aifactory/local/datasets/one/sub:
  renamed

Home again: what is free is looked at, own files are not replaced unasked, and a copy is compared by content:

  $ aifactory dataset download one --to copy --dry-run --json files,files_sent,fits | jq -c .; ls copy 2>/dev/null
  {"files":1,"files_sent":1,"fits":true}
  [2]

  $ aifactory dataset download one --to copy --verify sample --limit-rate 1G -q --json files_sent,proved | jq -c .; aifactory dataset download one --to copy -q --json files_sent | jq -c .
  {"files_sent":1,"proved":false}
  {"files_sent":0}

  $ touch -r copy/sub/renamed then; echo b > copy/sub/renamed; touch -r then copy/sub/renamed; aifactory dataset verify one --copy copy
  changed	sub/renamed
  ! next: aifactory dataset download one --to copy --checksum --overwrite   # to have it as it is on the site
  [65]

  $ aifactory dataset download one --to copy --checksum
  ! error: a file in copy is not what the dataset has: sub/renamed
  ! hint: add --overwrite to replace, or --to FOLDER to fetch elsewhere
  [73]

  $ aifactory dataset download one --to copy --checksum --overwrite -q --json files_sent | jq -c .; aifactory dataset verify one --copy copy -q
  {"files_sent":1}

  $ ln -s /etc data/out; aifactory dataset upload one -q --json files | jq -c .; aifactory dataset download one --to elsewhere --json skipped,files | jq -c .; rm data/out
  {"files":1}
  {"skipped":["out"],"files":1}
  ! warning: out left out: what leads out of the dataset does not come along

Packed for the way, and unpacked there by one command, each file proved:

  $ aifactory dataset upload packed -q --json files,files_sent | jq -c .; aifactory dataset verify packed -q; aifactory dataset show packed --json packed | jq -c .; aifactory dataset unpack packed --json files,bytes,packed | jq -c .; aifactory dataset show packed --json packed | jq -c .; aifactory dataset verify packed
  {"files":2,"files_sent":2}
  {"packed":true}
  {"files":1,"bytes":2,"packed":false}
  {"packed":false}
  ! next: aifactory dataset unpack packed   # to have its files there, not archives
  ! note: packed is whole: every file has the SHA-256 of its manifest

  $ aifactory dataset unpack packed
  ! error: the dataset is not packed: its files lie at WORK/home/.local/share/aifactory/local/datasets/packed
  [64]

  $ aifactory dataset upload packed
  ! error: dataset packed lies on the site unpacked
  !   archives beside the same files would take the room twice
  ! hint: leave packing out (--pack none), or remove it first: aifactory dataset remove packed
  [65]

  $ aifactory dataset upload packed --pack none -q --json files_sent,files_unchanged | jq -c .
  {"files_sent":0,"files_unchanged":1}

What stays here is said by a file in the folder, by the project, by the command, the last that fits counts:

  $ printf 'project: demo\nsite: local\ndatasets: {some: {path: some, exclude: ["*.log", "!keep.log"]}}\n' > aifactory.yaml; mkdir -p some/build some/deep/build; touch some/a some/b.log some/keep.log some/x.tmp some/y.tmp some/build/o some/deep/build/o; printf '*.tmp\r\n/build/\n# no\n' > some/.aifactoryignore; printf 'a\n' > patterns

  $ listed() { aifactory dataset upload some -q --delete --yes "$@" >/dev/null; (cd ../home/.local/share/aifactory/local/datasets/some; find . -type f | sort | tr '\n' ' '); echo; }; listed; listed --include x.tmp; listed --exclude keep.log --exclude-from patterns; listed --exclude '!*.tmp'
  ./.aifactoryignore ./a ./deep/build/o ./keep.log 
  ./.aifactoryignore ./a ./deep/build/o ./keep.log ./x.tmp 
  ./.aifactoryignore ./deep/build/o 
  ./.aifactoryignore ./a ./deep/build/o ./keep.log ./x.tmp ./y.tmp 

  $ aifactory dataset upload some --exclude-from nothing
  ! error: cannot read 'nothing'
  !   No such file or directory
  [66]

Names in any bytes, holes, and links by policy go there and back; what cannot go is refused by name:

  $ mkdir odd; cd odd; printf x > $'new\nline'; printf x > $'\xff\xfe'; printf x > ./-rf; printf x > 'trail '; printf x > $'ctl\x01'; printf x > '%41'; mkdir empty; ln -s . loop; ln -s gone dangling; truncate -s 5M hole; touch -d 1969-01-01 old; cd ..; aifactory dataset upload odd --from odd -q --json files,proved | jq -c .; aifactory dataset download odd --to odd2 -q 2>&1 --json proved | jq -c .; diff -r --no-dereference odd odd2 && stat -c %y odd2/old && aifactory dataset verify odd --copy odd2 -q && echo same
  {"files":8,"proved":true}
  {"proved":true}
  1969-01-01 00:00:00.000000000 +0000
  same

  $ aifactory dataset upload odd --from odd --links follow
  ! note: odd is not in aifactory.yaml: its card will name no licence and no description
  ! error: symlinks in PROJECT/odd lead nowhere
  !   dangling
  ! hint: use --links keep or --links skip
  [66]

  $ rm odd/dangling; for links in follow skip; do aifactory dataset upload odd --from odd --links $links --delete --yes -q --json files | jq -c .; find ../home/.local/share/aifactory/local/datasets/odd -type l | wc -l; done
  {"files":8}
  0
  {"files":8}
  0

  $ mkfifo odd/pipe; aifactory dataset upload odd --from odd -q --json files 2>&1 | sed -n 1,3p; rm odd/pipe
  error: sockets, devices and pipes cannot be copied from PROJECT/odd
    pipe
  hint: leave them out with --exclude

A manifest that somebody broke is told with its place, and a further upload proves all and writes it anew:

  $ sed -i '3s/path/PATH/' ../home/.local/share/aifactory/local/datasets/odd.manifest; aifactory dataset verify odd; aifactory dataset upload odd --from odd -q --json files_sent,proved | jq -c .; aifactory dataset verify odd -q && echo whole
  {"files_sent":0,"proved":true}
  whole
  ! error: WORK/home/.local/share/aifactory/local/datasets/odd.manifest: the manifest is broken in line 3
  !   "path" must be a string
  ! hint: upload once more: all that is there is proved, and the manifest written anew

A disk here that is full is told with the way on:

  $ mkdir many; head -c 3000000 /dev/zero | tr '\0' x > many/file; aifactory dataset upload full --from many -q --json files | jq -c .; (ulimit -f 1000; trap '' XFSZ; aifactory dataset download full --to many2); aifactory dataset download full --to many2 -q --json files,proved | jq -c .
  {"files":1}
  {"files":1,"proved":true}
  ! error: cannot write PROJECT/many2/file.aifactory-part
  !   File too large
  !   what has arrived is kept
  ! hint: run the same command again: it goes on where it stopped
