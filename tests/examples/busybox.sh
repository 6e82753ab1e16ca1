#!/usr/bin/env bash
# BusyBox, built by its own Makefile: each of its 20 applets runs in the image.
# shellcheck disable=SC2016 # the shell in the image expands what stands in quotes here
set -euo pipefail
# shellcheck source=/dev/null
. tests/examples/_make.sh

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
archive=$scratch/busybox.tar
applets='awk cat cp cut date env find grep head ls mkdir mv printf rm sed sh sort tail tr wc'

expect() { # WHAT WANTED GOT
  [ "$2" = "$3" ] || { printf '%s: expected "%s", got "%s"\n' "$1" "$2" "$3" >&2; exit 1; }
}

# "make image" has built it for mote:debug, which takes a minute: but for test-all it is recalled
(
  [ "${TEST_ALL:-}" = 1 ] || unset MOTE_CACHE_DIR
  make_image busybox IMAGE_FOLDER="$scratch"
)

layer=$(tar -xOf "$archive" manifest.json | grep -o 'blobs/sha256/[0-9a-f]*' | tail -n 1)
mkdir "$scratch/root"
tar -xOf "$archive" "$layer" | tar -xzf - -C "$scratch/root"
mote check "$scratch/root/bin/busybox"
expect 'the programs in the image' 1 "$(find "$scratch/root" -type f | wc -l)"
expect 'the links in the image' "$applets" \
  "$(find "$scratch/root" -type l -printf '%f\n' | LC_ALL=C sort | paste -sd ' ')"

# one applet a case: the others only help
run() { mote run "archive:$archive" -c "$1"; }
expect sh 42 "$(run 'x=6; echo $((x * 7))')"
expect awk 6 "$(run 'printf "1\n2\n3\n" | awk "{ s += \$1 } END { print s }"')"
expect cat $'a\nb' "$(run 'printf "a\nb\n" | cat')"
expect mkdir there "$(run 'mkdir -p /tmp/a/b && [ -d /tmp/a/b ] && echo there')"
expect cp copied "$(run 'echo copied >/tmp/a; cp /tmp/a /tmp/b; read -r x </tmp/b; echo $x')"
expect mv moved "$(run 'echo moved >/tmp/a; mv /tmp/a /tmp/b; [ ! -e /tmp/a ] && read -r x </tmp/b; echo $x')"
expect rm gone "$(run 'echo x >/tmp/a; rm /tmp/a; [ -e /tmp/a ] || echo gone')"
expect ls $'a\nb' "$(run 'mkdir /tmp/d; >/tmp/d/b; >/tmp/d/a; ls /tmp/d')"
expect find $'/tmp/d/x/y' "$(run 'mkdir -p /tmp/d/x; >/tmp/d/x/y; find /tmp/d -type f')"
expect cut b "$(run 'echo a:b:c | cut -d: -f2')"
expect date 1970-01-02 "$(run 'date -u -d @86400 +%Y-%m-%d')"
expect env value "$(run 'env -i NAME=value /bin/sh -c "echo \$NAME"')"
expect grep banana "$(run 'printf "apple\nbanana\n" | grep "^b"')"
expect head 1 "$(run 'printf "1\n2\n3\n" | head -n 1')"
expect tail 3 "$(run 'printf "1\n2\n3\n" | tail -n 1')"
expect printf 00ff "$(run '/usr/bin/printf "%04x\n" 255')"
expect sed cold "$(run 'echo bold | sed "s/b/c/"')"
expect sort $'1\n2\n10' "$(run 'printf "10\n2\n1\n" | sort -n')"
expect tr HELLO "$(run 'echo hello | tr a-z A-Z')"
expect wc 3 "$(run 'printf "a\nb\nc\n" | wc -l')"
