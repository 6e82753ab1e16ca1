#!/bin/bash
# slow: large files
# However large a layer is: 128 MiB of it through each kind of place, in an address space of half of that.
# not under sanitize valgrind emulated: it limits the address space, and ASan, valgrind and qemu need more of it
cat >make.py <<'PYTHON'
import os
import sys

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True
from image import entry, image

image("large", entry("file", b"".join(i.to_bytes(8, "little") * 128 for i in range(128 << 10))))
PYTHON
python3 make.py || exit
ulimit -v 65536
digest=$(mote copy -q oci:large archive:a.tar)
for each in "archive:a.tar dir:b" "dir:b oci-archive:c.tar" "oci-archive:c.tar archive:d.tar.gz" "archive:d.tar.gz oci:e" "oci:e docker-archive:f.tar" "docker-archive:f.tar rootfs:g.tar"; do
  # shellcheck disable=SC2086 # a source and a target
  mote copy -q $each | sed "s/${digest##*@}/the same/; s/sha256:.*/DIGEST/"
done
tar -tvf g.tar
