#!/usr/bin/env bash
# Lua, built by its own Makefile: its scripts run in an image that holds nothing but lua.
set -euo pipefail
# shellcheck source=/dev/null
. tests/examples/_make.sh

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
archive=$scratch/lua.tar

expect() { # WHAT WANTED GOT
  [ "$2" = "$3" ] || { printf '%s: expected "%s", got "%s"\n' "$1" "$2" "$3" >&2; exit 1; }
}

make_image lua IMAGE_FOLDER="$scratch"

layer=$(tar -xOf "$archive" manifest.json | grep -o 'blobs/sha256/[0-9a-f]*' | tail -n 1)
tar -xOf "$archive" "$layer" | tar -xzf - -C "$scratch"
mote check "$scratch/lua"
expect 'files in the layer' lua "$(tar -xOf "$archive" "$layer" | tar -tzf -)"

expect 'an expression' 42 "$(mote run "archive:$archive" -e 'print(6*7)')"
expect 'a script on stdin' $'0 1 1 2 3 5 8 13 21 34\tfloat\tx,x,x' "$(mote run "archive:$archive" - <<'LUA'
local a, b, out = 0, 1, {}
for i = 1, 10 do
  out[i] = string.format("%d", a)
  a, b = b, a + b
end
print(table.concat(out, " "), math.type(2^53), ("x"):rep(3, ","))
LUA
)"
expect 'no file of the host' nil "$(mote run "archive:$archive" -e 'print((io.open("/etc/hostname")))')"
status=0
mote run "archive:$archive" -e 'os.exit(7)' || status=$?
expect 'the exit status' 7 "$status"
