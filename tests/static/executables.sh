#!/usr/bin/env bash
# What mote made of itself: static by its own check, at most 4.2 MB, the same version as that of the C compiler of the host, and
# it finds its recipes.
set -euo pipefail
# shellcheck source=/dev/null
. tests/support/static.sh
: "${static_other:?}"
fail() {
  echo "$*" >&2
  exit 1
}

for processor in amd64 arm64; do
  program=build/static/$processor/mote
  [ -f "$program" ] || fail "there is no $program: make static"
  size=$(stat -c %s "$program")
  echo "$program: $size bytes"
  [ "$size" -le 4200000 ] || fail "that is more than 4.2 MB"
  build/release/mote check --platform "$processor" "$program" || fail "it is not static"
  emulator=
  [ "$processor" != "$static_other" ] || emulator=$(emulator_of "$processor")
  [ "$($emulator "$program" version)" = "$(mote version)" ] || fail "it is not of this version"
  $emulator "$program" ports list --json >/dev/null || fail "it does not find its recipes"
done
