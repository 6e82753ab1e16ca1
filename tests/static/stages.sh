#!/usr/bin/env bash
# Stage 2, the mote that build/release/mote made, makes stage 3 of the same source: they are the same bytes, for both
# processors.
set -euo pipefail
# shellcheck source=/dev/null
. tests/support/static.sh
: "${static_target:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stage2=build/static/$static_target/mote

"$stage2" build -q --no-cache -f src/mote.yaml --target latest -o "archive:$work/mote.tar"
for processor in amd64 arm64; do
  "$stage2" copy -q -p "$processor" "archive:$work/mote.tar" "rootfs:$work/rootfs.tar" >/dev/null
  tar -xOf "$work/rootfs.tar" usr/local/bin/mote >"$work/mote"
  cmp "build/static/$processor/mote" "$work/mote"
done
