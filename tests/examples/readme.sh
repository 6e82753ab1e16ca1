#!/usr/bin/env bash
# Every command in README's tour works as it stands, one after the other, in an empty folder.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# the tour is the sh block: "$ " begins a command, other lines belong to the one before
awk '/^```sh$/ { tour = 1; next } /^```$/ { tour = 0 } tour { sub(/^\$ /, ""); print }' README.md >"$work/tour.sh"
[ "$(grep -c '^mote ' "$work/tour.sh")" -ge 6 ] || { echo "README has no tour any more" >&2; exit 1; }
# the registry of the tour, on a port that is free here, and gone with the tour wherever that ends
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("localhost", 0)); print(s.getsockname()[1])')
sed -i "s/localhost:5000/localhost:$port/g; 1i trap 'kill \$(jobs -p) 2>/dev/null || true' EXIT" "$work/tour.sh"
mkdir "$work/empty"
cd "$work/empty"
bash -ex "$work/tour.sh" >"$work/out" 2>"$work/err" || {
  cat "$work/out" "$work/err" >&2
  exit 1
}
cat "$work/out"
[ "$(grep -cx hello "$work/out")" -eq 2 ] || { echo "the tour did not say hello, or not from the registry" >&2; exit 1; }
grep -qE "^localhost:$port/hello:v1@sha256:[0-9a-f]{64}$" "$work/out" || { echo "the tour pushed nothing" >&2; exit 1; }
[ -s hello.tar ] && [ -s hello.tar.xz ] && [ -s digest ] && [ -d layout ] && [ -s mote.yaml ]

# and its mote.yaml is one that mote reads
awk '/^```yaml$/ { tour = 1; next } /^```$/ { tour = 0 } tour' "$SRC/README.md" >"$work/mote.yaml"
mkdir -p "$work/src" "$work/site"
cp hello.c "$work/src/"
echo hi >"$work/site/index.html"
mote build -q -f "$work/mote.yaml" -o "oci:$work/layout" >/dev/null
