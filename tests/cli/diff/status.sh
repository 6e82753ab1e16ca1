#!/bin/bash
# As diff(1): 0 the same, 1 different, 2 and more when something went wrong; 1 is never said of trouble.
PYTHONPATH=$SRC/tests/support python3 -B - <<'P'
from image import entry, image

image("one", entry("a", b"1"))
image("two", entry("a", b"2"))
image("damaged", entry("a", b"3"))
P
find damaged/blobs -type f -size +1k -exec sh -c 'printf 4 | dd of="$1" bs=1 seek=512 conv=notrunc status=none' - {} \;
try() {
  mote diff "$@" 2>&1 | sed -E 's|sha256:[0-9a-f]{64}|DIGEST|g; s|it is for .*|it is for HOST|; 3,$d'
  echo "$* ${PIPESTATUS[0]}"
}
try one one
try one two
try one
try one two one
try --nonsense one two
try one missing
try one:nothing one
try -p linux/s390x one two
try damaged one
try one damaged
mote diff one two >/dev/full
echo $?
mote diff --json one one | jq -c '[.same, .platforms]'
mote diff --json one two | jq -c '.platforms[0] | keys, .layers, .files'
