#!/usr/bin/env bash
# A mote that mote made writes the same image on any host: the digests of whole images, compressed layers included, are those
# of tests/golden/static, whether it is the one for this machine or the one for the other processor. UPDATE=1 writes them.
set -euo pipefail
# shellcheck source=/dev/null
. tests/support/static.sh
: "${static_target:?}" "${static_other:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
golden=tests/golden/static

# digests_of NAME: from the metadata, of the index and of each platform's manifest
digests_of() {
  jq -r --arg name "$1" '"\($name) \(.digest)", (.platforms[] | "\($name) \(.platform) \(.digest)")' "$work/json"
}

own=$PWD/build/static/$static_target/mote
for name in hello httpd; do
  "$own" build -q --no-cache -p linux/amd64,linux/arm64 --metadata-file "$work/json" -o "archive:$work/$name.tar" "examples/$name" >/dev/null
  digests_of $name
done >"$work/own"
[ "${UPDATE:-}" != 1 ] || cp "$work/own" "$golden"
diff -u "$golden" "$work/own" || {
  echo 'If these images are to change: UPDATE=1 tests/run -- static/golden'
  exit 1
}

# An emulator starts no compiler for another processor: the other mote packs the executables that this one built.
for name in hello httpd; do
  for each in amd64 arm64; do
    "$own" copy -q -p "linux/$each" "archive:$work/$name.tar" "rootfs:$work/rootfs.tar" >/dev/null
    mkdir -p "$work/$name"
    tar -xOf "$work/rootfs.tar" $name >"$work/$name/$each"
  done
  "$(emulator_of "$static_other")" "build/static/$static_other/mote" pack -q -f "examples/$name/mote.yaml" --metadata-file "$work/json" \
    -o "archive:$work/other.tar" "$work/$name/amd64" "$work/$name/arm64" >/dev/null
  digests_of $name
done >"$work/other"
diff -u "$golden" "$work/other"
