# Writes a C file of the examples in the comments of headers; gcc says whether they fit. An example is a block of lines
# that begin with " *<tab>", of which at least one ends with ";". What it says beside the code stands behind "//", and
# "..." stands for a statement. Names that it does not declare have a row in examples.names.
# usage: awk -f examples.awk examples.names HEADER... >FILE.c && gcc -fsyntax-only -Isrc FILE.c
FNR == NR {
	if ($0 ~ /;$/) {
		room = ""
		if ($0 ~ /^[a-z_0-9]*\.h: /) {
			room = $1
			sub(/:$/, "", room)
			sub(/^[^ ]* /, "")
		}
		declaration[++rows] = $0
		of[rows] = room
	}
	next
}
function close_block(   i, text) {
	for (i = 1; i <= lines; i++)
		text = text line[i] "\n"
	if (is_code) {
		body = body "\nint example_" ++examples "(void);\nint\nexample_" examples "(void)\n{\n" declarations(text) "{\n"
		for (i = 1; i <= lines; i++)
			body = body "#line " place[i] " \"" name "\"\n" line[i] "\n"
		body = body "\treturn 0;\n}\n}\n"
	} else if (call) {
		printf "%s:%d: an example whose lines do not end with \";\"\n", name, call >"/dev/stderr"
		bad = 1
	}
	lines = is_code = call = 0
}
# Of the names in the text; the header's own rows come before the others.
function declarations(text,   i, pass, said, done) {
	for (pass = 1; pass <= 2; pass++)
		for (i = 1; i <= rows; i++)
			if ((pass == 1) == (of[i] == base) && (of[i] == base || of[i] == "")) {
				said = declaration[i]
				sub(/(\[.*\])?;$/, "", said)
				if (!sub(/^[^(]*\(\*/, "", said)) {
					sub(/\(.*/, "", said)
					sub(/^.*[ *]/, "", said)
				}
				sub(/\).*/, "", said)
				if (!(said in done) && text ~ ("(^|[^a-zA-Z_.>])" said "([^a-zA-Z_(]|$)")) {
					done[said] = declaration[i]
				}
			}
	text = ""
	for (said in done)
		text = text "\t" done[said] "\n"
	return text
}
FNR == 1 {
	close_block()
	name = header = base = FILENAME
	sub(/^.*src\//, "", header)
	sub(/^.*\//, "", base)
	print "#include \"" header "\""
}
/^ \*\t/ {
	text = $0
	sub(/^ \*/, "", text)
	sub(/[ \t]*\/\/.*/, "", text)
	if (text ~ /;$/)
		is_code = 1
	if (text ~ /^\t[a-z]+_[a-z_]+\([^.]*\)/)
		call = FNR
	# a statement that is left out
	sub(/\.\.\.[ \t]*$/, ";", text)
	line[++lines] = text
	place[lines] = FNR
	next
}
{ close_block() }
END {
	close_block()
	print "#include <fcntl.h>\n#include <unistd.h>\n" body
	exit bad
}
