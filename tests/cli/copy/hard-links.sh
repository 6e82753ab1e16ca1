#!/bin/bash
# A layout whose tar has hard links: the bytes of a blob are under another name, before or behind the blob's own name.
python3 "$SRC/tests/cli/copy/_images.py" || exit
mkdir a z
for blob in one/blobs/sha256/*; do ln "$blob" a/; done
ln one/index.json a/index.json
for order in "a -C one blobs index.json oci-layout" "-C one blobs index.json oci-layout -C .. a"; do
  # shellcheck disable=SC2086 # words
  tar -cf hard.tar $order
  tar -tvf hard.tar | grep -c 'link to'
  for kind in archive oci-archive; do mote digest $kind:hard.tar | cmp - <(mote digest oci:one); done
  mote inspect --json hard.tar | jq -c '.platforms[0].files | length'
  mote copy -q hard.tar oci:out >/dev/null && diff -r one/blobs out/blobs
  rm -r out
done
# the same with symbolic links; a link that leads nowhere counts as a missing blob
rm -r one/blobs/sha256/*
for blob in a/*; do [ "$blob" = a/index.json ] || ln -s "../../$blob" one/blobs/sha256/; done
tar -cf soft.tar a -C one blobs index.json oci-layout
mote digest soft.tar && mote inspect soft.tar | sed -n 3p
tar -cf nowhere.tar -C one blobs index.json oci-layout
mote inspect nowhere.tar 2>&1 | sed -E 's/[0-9a-f]{64}/HEX/'
