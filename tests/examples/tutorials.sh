#!/usr/bin/env bash
# Every command of the tutorials works as it stands, one after the other, in a folder that begins empty, and prints what is shown.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MOTE_CACHE_DIR=$work/cache

for tutorial in "$SRC"/docs/tutorials/*.md; do
  name=$(basename "$tutorial" .md)
  mkdir -p "$work/$name/$name" "$work/out/$name"
  (cd "$work/$name/$name" && python3 -B "$SRC/tests/examples/_tutorial.py" "$tutorial" "$work/out/$name")
  grep -q "(tutorials/$name.md)" docs/README.md || { echo "docs/README.md does not name $name" >&2; exit 1; }
done
