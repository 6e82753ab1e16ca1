#!/usr/bin/env bash
# README's table of sizes says what the examples' images are, within 2 %: compilers and compressors of another
# Debian differ by less.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
need jq
: "${images:?}"

# near WHAT README-FIGURE MEASURED
near() {
  local said=${2//,/} off
  off=$(($3 - said))
  [ $((${off#-} * 50)) -le "$said" ] || die "README says $2 for $1, it is $3"
}

for name in $images; do
  row=$(grep -m 1 "^| \[$name\]" README.md) || die "README has no row for $name"
  IFS='|' read -r _ _ size unpacked _ <<<"${row// /}"
  figures=$(mote inspect --json "$(image "$name")" | jq -r '.platforms[0] | "\(.size) \(.unpackedSize)"')
  near "$name" "$size" "${figures% *}"
  near "$name, unpacked," "$unpacked" "${figures#* }"
  echo "$name: ${figures% *} bytes, README says $size"
done
