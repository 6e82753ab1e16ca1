# fish completion of mote. mote itself knows the words: "mote completion words".
function __mote_words
	set -l words (commandline -opc) (commandline -ct)
	for line in (mote completion words $words[2..-1] 2>/dev/null)
		switch $line
			case :files
				__fish_complete_path (commandline -ct)
			case :folders
				__fish_complete_directories (commandline -ct)
			case '*'
				echo $line
		end
	end
end
complete -c mote -f -a '(__mote_words)'
