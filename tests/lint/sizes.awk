# Refuses a file over 500 lines and a function over 80; in KNF a function's braces stand in column one.
# usage: awk -f sizes.awk FILE...
function close_file() {
	if (name != "" && lines > 500) {
		printf "%s: %d lines, the most is 500\n", name, lines
		bad = 1
	}
}
FNR == 1 { close_file(); name = FILENAME; start = 0 }
{ lines = FNR }
/^{/ { start = FNR }
/^}/ {
	if (start && FNR - start - 1 > 80) {
		printf "%s:%d: a function of %d lines, the most is 80\n", FILENAME, start, FNR - start - 1
		bad = 1
	}
	start = 0
}
END { close_file(); exit bad }
