# Refuses a comment that names what is not there: foo_bar(), struct foo, foo_bar.h, foo_bar.c or folder/file.c. A function
# or struct is there when code uses it, a file when it is in the tree. What others have, and our code does not use, has a
# row in mentions.names, or is a header of the system.
# usage: git ls-files | awk -f mentions.awk - mentions.names FILE.[ch]...
FILENAME == "-" {
	known[$0] = 1
	sub(/^src\//, "")
	known[$0] = 1
	sub(/^.*\//, "")
	known[$0] = 1
	next
}
FILENAME ~ /mentions\.names$/ {
	known[$0] = 1
	next
}
FNR == 1 { inside = 0 }
{
	code = comment = ""
	rest = $0
	# what a text of the program says is no comment
	gsub(/"([^"\\]|\\.)*"/, "\"\"", rest)
	while (rest != "") {
		at = index(rest, inside ? "*/" : "/*")
		part = at ? substr(rest, 1, at - 1) : rest
		rest = at ? substr(rest, at + 2) : ""
		if (inside)
			comment = comment " " part
		else
			code = code " " part
		if (at)
			inside = !inside
	}
	note_code(code)
	note_comment(comment)
}
END {
	for (i = 1; i <= mentions; i++)
		if (!(mention[i] in known) && (getline line <("/usr/include/" mention[i])) < 0) {
			printf "%s: there is no %s\n", place[i], mention[i]
			bad = 1
		}
	exit bad
}

function note_code(text,   struct_follows) {
	while (match(text, /[A-Za-z_][A-Za-z_0-9]*/)) {
		word = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		known[word "()"] = 1
		if (struct_follows)
			known["struct " word] = 1
		struct_follows = word == "struct"
	}
}

function note_comment(text,   rest) {
	rest = text
	while (match(rest, /[a-z][a-z0-9]*_[a-z0-9_]+\(/)) {
		note(substr(rest, RSTART, RLENGTH) ")")
		rest = substr(rest, RSTART + RLENGTH)
	}
	rest = text
	while (match(rest, /struct [a-z][a-z0-9_]*/)) {
		word = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		if (word !~ / (and|has|is|members?|nor|of|or|share|that|the|which)$/)
			note(word)
	}
	rest = text
	while (match(rest, /[A-Za-z0-9_.\/<-]*[A-Za-z0-9_]\.[ch]([^A-Za-z0-9_.\/-]|\.? |\.?$)/)) {
		word = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		match(word, /\.[ch]/)
		sub(/[^ch]*$/, "", word)
		if (word ~ /^[a-z_]+(\/[a-z_]+)*\.[ch]$/ && (word ~ /_/ || word ~ /\//))
			note(word)
	}
}

function note(word) {
	mention[++mentions] = word
	place[mentions] = FILENAME ":" FNR
}
