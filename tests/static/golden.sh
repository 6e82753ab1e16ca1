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

# digests COMMAND...: of the index and of each platform's manifest
digests() {
  local name
  for name in hello httpd; do
    "$@" build -q --no-cache -p linux/amd64,linux/arm64 --metadata-file "$work/json" -o "archive:$work/image.tar" "examples/$name" >/dev/null
    jq -r '"\(.name) \(.digest)", (.name as $name | .platforms[] | "\($name) \(.platform) \(.digest)")' "$work/json"
  done
}

digests "build/static/$static_target/mote" >"$work/own"
[ "${UPDATE:-}" != 1 ] || cp "$work/own" "$golden"
diff -u "$golden" "$work/own" || {
  echo 'If these images are to change: UPDATE=1 tests/run -- static/golden'
  exit 1
}
# under an emulator the filter of the better rungs is for the wrong processor; the bytes are the same on each
MOTE_ISOLATION=none digests "$(emulator_of "$static_other")" "build/static/$static_other/mote" >"$work/other"
diff -u "$golden" "$work/other"
