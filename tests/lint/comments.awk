# Refuses a comment of its own lines that is wider than 80 columns, and one that begins with "What", "Who", "Whoever" or
# "None": a comment begins with its subject. A line with a tab or an indent in it is a table, an example or a list, and
# may be as wide as code.
# usage: awk -f comments.awk FILE...
function columns(line,    n, i, width) {
	n = length(line)
	for (i = 1; i <= n; i++)
		width += substr(line, i, 1) == "\t" ? 8 - width % 8 : 1
	return width
}
/^[ \t]*(\/\*| \*) [^ \t-]/ || /^[ \t]*(\/\*| \*)$/ {
	text = $0
	sub(/^[ \t]*(\/\*| \*) ?/, "", text)
	if (text !~ /^[0-9]+\./ && text !~ /\t/ && columns($0) > 80 && text ~ /[^ ] [^ ].* /) {
		printf "%s:%d: a comment of %d columns, the most is 80\n", FILENAME, FNR, columns($0)
		bad = 1
	}
	if ($0 ~ /^[ \t]*\/\*/ && text ~ /^(What|Who|Whoever|None)[ ,]/) {
		printf "%s:%d: a comment begins with its subject, not with \"%s\"\n", FILENAME, FNR, substr(text, 1, index(text, " ") - 1)
		bad = 1
	}
}
END { exit bad }
