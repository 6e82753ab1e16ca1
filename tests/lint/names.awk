# Refuses what the laws of names and of state forbid: a typedef of a struct, a goto, a banned function, time() outside
# base/, an include guard that is not FOLDER_FILE_H, a file name that stands twice in the tree.
# usage: awk -f names.awk FILE...
function refuse(why) {
	printf "%s:%d: %s\n", FILENAME, FNR, why
	bad = 1
}
FNR == 1 {
	base = FILENAME
	sub(/^.*\//, "", base)
	if (base in seen) {
		printf "%s: the name stands already at %s\n", FILENAME, seen[base]
		bad = 1
	}
	seen[base] = FILENAME
	guard = FILENAME
	sub(/^.*src\//, "", guard)
	gsub(/[\/.]/, "_", guard)
	guard = toupper(guard)
}
FILENAME ~ /\.h$/ && FNR == 1 && $0 != "#ifndef " guard { refuse("a header opens with #ifndef " guard) }
/^[ \t]*\/?\*/ { next }
/typedef[ \t]+(struct|union|enum)/ { refuse("no typedef of a struct, union or enum") }
/(^|[^a-z_])goto[ \t]/ { refuse("no goto: handles belong to a scope") }
/(^|[^a-zA-Z0-9_>."])(strcpy|strcat|sprintf|strtok|atoi|system|tmpnam|localtime)\(/ && base != "banned.h" {
	refuse("a banned function; base/banned.h names the one to use")
}
/(^|[^a-zA-Z0-9_>."])time\(/ && FILENAME !~ /src\/base\// { refuse("time() outside base/: outputs do not depend on it") }
/(argp|error|fts|obstack|sys\/queue|sys\/cdefs)\.h>/ { refuse("a header that musl does not have") }
END { exit bad }
