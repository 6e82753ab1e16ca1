#compdef mote
# zsh completion of mote. mote itself knows the words: "mote completion words".
_mote() {
	local line
	local -a found
	for line in "${(@f)$("${words[1]}" completion words "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
		case $line in
		(:files) _files ;;
		(:folders) _files -/ ;;
		(?*) found+=("$line") ;;
		esac
	done
	if [[ $PREFIX == --*=* ]]; then
		compset -P '*='
	fi
	compadd -- "${found[@]}"
}
if [[ ${funcstack[1]} == _mote ]]; then
	_mote "$@"
else
	compdef _mote mote
fi
