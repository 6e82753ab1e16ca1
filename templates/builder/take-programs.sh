#!/bin/sh
# take-programs.sh OUT DEBUG ROOT [NAME FILE]...
# Runs in the sandbox, after a build. Copies each FILE that is there to OUT/NAME and strips it, strips
# the ELF executables below ROOT, and leaves the debug information of all in DEBUG/<build-id>.debug.
set -eu
out=$1 debug=$2 root=$3
shift 3

# an ELF file of type EXEC or DYN, little or big endian
is_program() {
	case $(od -An -v -tx1 -N18 "$1" | tr -d ' \n') in
	7f454c46????????????????????????0[23]00 | 7f454c46????????????????????????000[23]) return 0 ;;
	esac
	return 1
}

# A symbol table is what there is to strip. Go's executables are left alone: their sections are laid out by
# Go's own linker, and objcopy and strip write a damaged file (Go strips with -ldflags=-s).
has_symbols() {
	readelf -SW "$1" >"$TMPDIR/mote-sections"
	grep -q ' \.symtab ' "$TMPDIR/mote-sections" && ! grep -q ' \.go\.buildinfo ' "$TMPDIR/mote-sections"
}

# The build-id is made anew, of what is left after stripping. The linker's covers the name of the compiler's
# package too, so that two distributions with one compiler would give one program two names. An id that is
# not the linker's usual 20 bytes was somebody's choice.
renew_id() {
	note=$TMPDIR/mote-note
	rm -f "$note" "$TMPDIR/mote-stripped"
	objcopy --dump-section .note.gnu.build-id="$note" "$1" "$TMPDIR/mote-stripped" 2>/dev/null || return 0
	# 16 bytes of sizes, type and owner come before the id
	[ "$(wc -c <"$note")" -eq 36 ] || return 0
	{ head -c 16 "$note"; head -c 20 /dev/zero; } >"$note.new"
	objcopy --strip-all --update-section .note.gnu.build-id="$note.new" "$1" "$TMPDIR/mote-stripped"
	{
		head -c 16 "$note"
		sha1sum <"$TMPDIR/mote-stripped" | cut -c 1-40 | tr a-f A-F | basenc -d --base16
	} >"$note.new"
	objcopy --update-section .note.gnu.build-id="$note.new" "$1"
}

finish() {
	is_program "$1" && has_symbols "$1" || return 0
	renew_id "$1"
	rm -f "$TMPDIR/mote-id" "$TMPDIR/mote-debug"
	if objcopy --dump-section .note.gnu.build-id="$TMPDIR/mote-id" --only-keep-debug \
		"$1" "$TMPDIR/mote-debug" 2>/dev/null; then
		id=$(od -An -v -tx1 -j16 "$TMPDIR/mote-id" | tr -d ' \n')
		mv "$TMPDIR/mote-debug" "$debug/$id.debug"
	fi
	strip --strip-all "$1"
}

while [ $# -ge 2 ]; do
	if [ -f "$2" ]; then
		cp -- "$2" "$out/$1"
		chmod 755 "$out/$1"
		finish "$out/$1"
	fi
	shift 2
done
# no image takes a name with a line break, and here it would be two
find "$root" -type f -perm /111 ! -path '*
*' >"$TMPDIR/mote-found"
while IFS= read -r file; do
	finish "$file"
done <"$TMPDIR/mote-found"
