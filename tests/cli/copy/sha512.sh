#!/bin/bash
# Every transport reads, checks and keeps digests of sha512.
python3 "$SRC/tests/cli/copy/_sha512.py" || exit
tame() { sed -E 's/(sha[0-9]+:)[0-9a-f]{60,}/\1HEX/g'; }
for layout in layers all diff-ids; do
  echo "== $layout"
  mote digest "oci:$layout:v1" | tame
  mote inspect --files "oci:$layout:v1" | wc -l
  mote copy -q "oci:$layout:v1" archive:out.tar | tame
  tar -tf out.tar | sed -E 's/[0-9a-f]{60,}/HEX/' | sort | uniq -c
  tar -xOf out.tar manifest.json | sed -E 's/[0-9a-f]{60,}/HEX/g'
  mote copy -q archive:out.tar oci:back:v1 | tame
  diff -r "$layout/blobs" back/blobs
  mote digest "oci:back@$(mote digest "oci:$layout:v1")" | cmp - <(mote digest "oci:$layout:v1")
  # in a flat folder the digest of manifest.json is always sha256
  mote copy -q oci:back:v1 dir:flat | sed 's/.*@//' >said
  mote digest dir:flat | cmp - said
  mote inspect --files dir:flat | wc -l
  rm -r back
done
mote copy -q oci:changed:v1 oci:out 2>&1 | tame
mote copy -q oci:changed:v1 archive:out.tar 2>&1 | tame
mote inspect oci:changed:v1 2>&1 | tame
mote inspect oci:wrong-diff-id:v1 2>&1 | tame
