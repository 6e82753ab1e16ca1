# bash completion of mote. mote itself knows the words: "mote completion words".
_mote()
{
	local line words cur before=${COMP_LINE:0:COMP_POINT}
	COMPREPLY=()
	# bash splits words at ":" and "="; mote wants them whole
	read -ra words <<<"$before"
	[[ $before == *[[:space:]] ]] && words+=('')
	cur=${words[-1]}
	while IFS= read -r line; do
		case $line in
		:files) while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${cur#*=}") ;;
		:folders) while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "${cur#*=}") ;;
		*) COMPREPLY+=("$line") ;;
		esac
	done < <("${COMP_WORDS[0]}" completion words "${words[@]:1}" 2>/dev/null)
	# bash replaces only what stands behind the last ":" of the word
	if [[ ${cur#*=} == *:* && $COMP_WORDBREAKS == *:* ]]; then
		cur=${cur#*=}
		COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
	fi
	[[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *[:/] ]] || compopt -o nospace 2>/dev/null
	compopt -o filenames 2>/dev/null
}
complete -F _mote mote
