# Refuses an include that points up: src/layers lists the folders bottom first, and a file may include from
# its own folder or from one named above it. Files of src/ itself: main and pipeline have rows too.
# usage: awk -f layers.awk src/layers FILE...
FNR == NR {
	if ($0 !~ /^#/ && NF == 1)
		rank[$1] = ++rows
	next
}
FNR == 1 {
	room = FILENAME
	sub(/^.*src\//, "", room)
	if (room ~ /\//)
		sub(/\/[^\/]*$/, "", room)
	else
		sub(/\.[ch]$/, "", room)
	if (!(room in rank)) {
		printf "%s: its room \"%s\" has no row in src/layers\n", FILENAME, room
		bad = 1
	}
}
/^#include "/ {
	split($0, part, "\"")
	from = part[2]
	if (from ~ /\//)
		sub(/\/[^\/]*$/, "", from)
	else
		sub(/\.[ch]$/, "", from)
	if (!(from in rank)) {
		printf "%s:%d: \"%s\" is in no room of src/layers\n", FILENAME, FNR, part[2]
		bad = 1
	} else if (rank[from] > rank[room]) {
		printf "%s:%d: %s may not include \"%s\": it points up\n", FILENAME, FNR, room, part[2]
		bad = 1
	}
}
END { exit bad }
