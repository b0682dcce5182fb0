# SPDX-License-Identifier: Apache-2.0
# fish completion for aifactory: asks the program itself. Load with:  aifactory completion fish | source
function __aifactory_complete
    set -l words (commandline -opc)
    set -e words[1]
    aifactory __complete $words (commandline -ct) 2>/dev/null | string match -v -r '^:[0-9]+$'
end
function __aifactory_files
    set -l words (commandline -opc)
    set -e words[1]
    aifactory __complete $words (commandline -ct) 2>/dev/null | string match -q -r '^:[0-3]$'
end
complete -c aifactory -n 'not __aifactory_files' -f -a '(__aifactory_complete)'
complete -c aifactory -n __aifactory_files -F -a '(__aifactory_complete)'
