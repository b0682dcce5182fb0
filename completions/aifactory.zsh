#compdef aifactory
# SPDX-License-Identifier: Apache-2.0
# zsh completion for aifactory: asks the program itself. Load with:  source <(aifactory completion zsh)
_aifactory() {
    local line directive=4
    local -a found
    while IFS= read -r line; do
        case $line in
        :[0-9]*) directive=${line#:} ;;
        *$'\t'*) found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
        *) found+=("${line//:/\\:}") ;;
        esac
    done < <("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
    if (( directive & 2 )); then
        _describe -V 'aifactory' found -S ''
    else
        _describe -V 'aifactory' found
    fi
    if (( !(directive & 4) && ${#found} == 0 )); then
        _files
    fi
}
if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
    _aifactory "$@"
else
    compdef _aifactory aifactory
fi
