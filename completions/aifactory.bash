# SPDX-License-Identifier: Apache-2.0
# bash completion for aifactory: asks the program itself. Load with:  source <(aifactory completion bash)
_aifactory() {
    local line directive=4 word
    local -a words=("${COMP_WORDS[@]:1:COMP_CWORD}") found=()
    # bash splits words at '=' and ':'; put them together again.
    local typed=${COMP_LINE:0:COMP_POINT}
    if [[ ${COMP_WORDS[COMP_CWORD]} == = || ${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then
        read -ra words <<<"$typed"
        words=("${words[@]:1}")
        [[ $typed == *[[:space:]] ]] && words+=("")
    fi
    while IFS= read -r line; do
        case $line in
        :[0-9]*) directive=${line#:} ;;
        *) found+=("${line%%$'\t'*}") ;;
        esac
    done < <("${COMP_WORDS[0]}" __complete "${words[@]}" 2>/dev/null)
    COMPREPLY=()
    for word in "${found[@]}"; do
        [[ ${words[-1]} == *=* ]] && word=${word#*=}
        COMPREPLY+=("$(printf '%q' "$word")")
    done
    ((directive & 2)) && compopt -o nospace
    if ((!(directive & 4))) && ((${#COMPREPLY[@]} == 0)); then
        compopt -o default
    fi
}
complete -F _aifactory aifactory
