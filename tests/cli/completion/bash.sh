#!/bin/bash
# bash completes command lines of mote: the function that the script names to "complete" is called as bash calls it.
mkdir -p site
touch main.c mote.tar
printf 'targets: {small: {}, large: {}}\n' >mote.yaml
mote completion bash >mote.bash || exit

# line TEXT: the completions of this command line, with the cursor at its end
cat >ask.bash <<'END'
. ./mote.bash
[[ $(complete -p mote) == *"-F "* ]] || exit 1
function=$(complete -p mote)
function=${function##*-F }
function=${function%% *}
COMP_LINE=$1 COMP_POINT=${#1}
# as bash splits it: also at ":" and "="
IFS=$'\n' read -r -d '' -a COMP_WORDS < <(sed -E 's/ +/\n/g; s/([:=])/\n\1\n/g' <<<"$1" | grep . ; [[ $1 == *' ' ]] && echo; printf '\0')
[[ $1 != *' ' ]] || COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
"$function" mote "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd' '
END
line() {
  printf '%s|\n  ' "$1"
  bash --norc ask.bash "$1"
}
line 'mote p'
line 'mote toolchain '
line 'mote toolchain install arm'
line 'mote toolchain install --f'
line 'mote build --mal'
line 'mote build --malloc '
line 'mote build --malloc=mi'
line 'mote build --isolation=l'
line 'mote build --target '
line 'mote build -p linux/r'
line 'mote build --port zli'
line 'mote build -f mo'
line 'mote ports info zlib sqli'
line 'mote copy docker-a'
line 'mote copy archive:mote.tar d'
line 'mote check ma'
line 'mote init s'
line 'mote help comp'
line 'mote completion '
line 'mote nonsense '
echo "-- a name of mote.yaml that a terminal should not see"
printf 'targets: {good: {}, "e\\e[31mvil": {}}\n' >mote.yaml
mote completion words build --target '' | cat -v
