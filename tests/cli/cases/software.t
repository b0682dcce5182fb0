Which modules and container images there are: here a login file that defines `module`, and that prints.

  $ mkdir hub; touch hub/pytorch_24.sif; cat > ~/.bash_profile <<'END'; cat > aifactory.yaml <<END2
  > echo Welcome; echo 'not a module' >&2
  > module() { [ "$*" = '-t avail' ] && printf '/apps/modules:\ncuda/12.2\ncuda/12.4(default)\nPyTorch/2.1 <L>\n' >&2; }
  > END
  > project: demo
  > site: local
  > sites:
  >   local: {containers: {runtime: apptainer, load: 'apptainer() { echo apptainer version 1.4; }', images: [$PWD/hub]}}
  > END2
  $ aifactory site software; aifactory site software 'cuda*' -o name; aifactory site software TORCH --json | jq -c '.items[]'
  cuda/12.2	module
  cuda/12.4	module
  PyTorch/2.1	module
  PROJECT/hub/pytorch_24.sif	container
  cuda/12.2
  cuda/12.4
  {"software":"PyTorch/2.1","kind":"module","default":false,"folder":"/apps/modules"}
  {"software":"PROJECT/hub/pytorch_24.sif","kind":"container","default":false,"folder":"PROJECT/hub"}
  ! note: containers run with apptainer version 1.4
  ! note: containers run with apptainer version 1.4
  ! note: containers run with apptainer version 1.4
