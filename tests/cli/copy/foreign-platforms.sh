#!/bin/bash
# Verbs that read take any platform. Without an image for it they take the best one that runs there, with a note.
python3 "$SRC/tests/cli/copy/_foreign_platforms.py" || exit
shown() { mote inspect --json "$1" | jq -c '[.platforms[].platform]'; }
shown oci:index
for platform in arm/v5 arm/v6 arm/v7 amd64/v2 amd64/v3 linux/loong64 windows/amd64 amd64 arm64 riscv64 vax; do
  echo "== $platform"
  mote copy -q -p $platform oci:index oci:out:v1 2>&1 | sed 's/@.*//'
  [ "${PIPESTATUS[0]}" = 0 ] || continue
  shown oci:out:v1
  mote digest -p $platform oci:index 2>/dev/null | cmp - <(mote digest oci:out:v1)
  mote inspect --raw -p $platform oci:index 2>/dev/null | sha256sum | cmp -n 64 - <(mote digest oci:out:v1 | cut -d : -f 2)
  mote inspect --json -p $platform oci:index 2>/dev/null | jq -c '[.platforms[].platform]'
done
mote copy -q -p windows/amd64,arm/v7,arm/v6 oci:index oci:out:v1 2>&1 | sed 's/@.*//'
shown oci:out:v1
{ mote digest -p arm/v7 oci:index >/dev/null; } 2>&1
mote index remove -q oci:index loong64 arm/v5 >/dev/null
mote index remove -q oci:index arm/v7
mote index show oci:index | cut -d ' ' -f 1
