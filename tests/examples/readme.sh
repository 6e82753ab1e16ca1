#!/usr/bin/env bash
# Every command in README's tour works as it stands, one after the other, in an empty folder.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# the tour is the sh block: "$ " begins a command, other lines belong to the one before
awk '/^```sh$/ { tour = 1; next } /^```$/ { tour = 0 } tour { sub(/^\$ /, ""); print }' README.md >"$work/tour.sh"
[ "$(grep -c '^mote ' "$work/tour.sh")" -ge 6 ] || { echo "README has no tour any more" >&2; exit 1; }
mkdir "$work/empty"
cd "$work/empty"
bash -ex "$work/tour.sh" >"$work/out" 2>"$work/err" || {
  cat "$work/out" "$work/err" >&2
  exit 1
}
cat "$work/out"
grep -qx hello "$work/out" || { echo "the tour did not say hello" >&2; exit 1; }
[ -s hello.tar ] && [ -s hello.tar.xz ] && [ -s digest ] && [ -d layout ] && [ -s mote.yaml ]

# and its mote.yaml is one that mote reads
awk '/^```yaml$/ { tour = 1; next } /^```$/ { tour = 0 } tour' "$SRC/README.md" >"$work/mote.yaml"
mkdir -p "$work/src" "$work/site"
cp hello.c "$work/src/"
echo hi >"$work/site/index.html"
mote build -q -f "$work/mote.yaml" -o "oci:$work/layout" >/dev/null
